import { createEngineDeps } from '../../src/engine/create-engine-deps.ts'
import type { EngineOptions } from '../../src/engine/engine.ts'
import { Environments } from '../../src/engine/environments.ts'
import { MemoryStorage } from '../../src/engine/s3/memory-storage.ts'
import { createProtocol } from '../../src/engine/wire/protocol.ts'
import type { Json, JsonObject } from '../../src/json.ts'
import { Stop, type StopSignal } from '../../src/stop.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import { roleArn } from './virtual-engine.ts'

/** Members of a request of TestState that are JSON strings there. */
const payloads = ['definition', 'input', 'variables', 'context'] as const

/** TestState of an engine in virtual time, over the protocol. */
export const createTestState = (options: Omit<EngineOptions, 'system'> = {}) => {
  const system = virtualSystem()
  const deps = createEngineDeps({ ...options, system }, new MemoryStorage({ system, region: 'us-east-1' }))
  const protocol = createProtocol(new Environments(() => deps), deps.environment)
  /** Sends a request as it is. */
  const send = async (request: object, signal: StopSignal = new Stop()) => {
    const body = JSON.stringify(request)
    const reply = await protocol.call({ target: 'AWSStepFunctions.TestState', body, signal })
    return { status: reply.status, reply: JSON.parse(reply.body) as JsonObject }
  }
  /** Tests a state; members that are JSON strings in the API are given and returned as values. */
  const test = async (definition: object, request: JsonObject = {}, signal?: StopSignal): Promise<JsonObject> => {
    const written: JsonObject = { roleArn, ...request, definition: definition as JsonObject }
    for (const name of payloads) if (written[name] !== undefined) written[name] = JSON.stringify(written[name])
    const { status, reply } = await send(written, signal)
    if (status !== 200) return { status, error: `${reply.__type}: ${reply.message}` }
    return { ...reply, ...parsedMembers(reply, ['output']), ...parsedInspection(reply.inspectionData) }
  }
  return { system, deps, protocol, send, test }
}

const parsedMembers = (members: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(
    names.flatMap((name): [string, Json][] =>
      typeof members[name] === 'string' ? [[name, JSON.parse(String(members[name]))]] : [],
    ),
  )

const inspected = [
  ...['input', 'afterInputPath', 'afterParameters', 'afterArguments', 'afterItemsPath', 'afterItemSelector'],
  ...['afterItemBatcher', 'result', 'afterResultSelector', 'afterResultPath', 'variables'],
]

const parsedInspection = (data: Json | undefined): JsonObject =>
  data === undefined
    ? {}
    : { inspectionData: { ...(data as JsonObject), ...parsedMembers(data as JsonObject, inspected) } }
