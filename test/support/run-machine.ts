import { createEngineDeps as createDeps } from '../../src/engine/create-engine-deps.ts'
import type { EngineOptions } from '../../src/engine/engine.ts'
import type { EngineDeps } from '../../src/engine/engine-deps.ts'
import type { EngineExecution } from '../../src/engine/execution/engine-execution.ts'
import type { HistoryEvent } from '../../src/engine/execution/history.ts'
import { startExecution } from '../../src/engine/execution/start-execution.ts'
import type { Inspect } from '../../src/engine/interpreter/inspect.ts'
import { compileStateMachine } from '../../src/engine/interpreter/program/compile.ts'
import { parseJsonText } from '../../src/engine/interpreter/program/json-text.ts'
import { MemoryStorage } from '../../src/engine/s3/memory-storage.ts'
import type { LambdaHandler } from '../../src/engine/tasks/lambda/lambda-handler.ts'
import type { TaskHandler } from '../../src/engine/tasks/task-handler.ts'
import type { Json, JsonObject } from '../../src/json.ts'
import { type VirtualSystem, virtualSystem } from '../../src/virtual-system.ts'

export interface RunOptions {
  input?: Json
  /** The input as JSON, if its white space matters. */
  inputText?: string
  type?: 'STANDARD' | 'EXPRESS'
  tasks?: Record<string, TaskHandler>
  lambdas?: Record<string, LambdaHandler>
  serviceEndpoints?: EngineOptions['serviceEndpoints']
  clients?: EngineOptions['clients']
  system?: VirtualSystem
  inspect?: Inspect
}

/** The deps of an engine in virtual time. */
export const createEngineDeps = ({
  tasks = {},
  lambdas = {},
  serviceEndpoints,
  clients = {},
  system = virtualSystem({ holdMs: 0 }),
}: RunOptions = {}) => {
  const objects = new MemoryStorage({ system, region: 'us-east-1' })
  return { deps: createDeps({ system, lambdas, taskHandlers: tasks, serviceEndpoints, clients }, objects), system }
}

const arnOf = (kind: string, name: string) => `arn:aws:states:us-east-1:123456789012:${kind}:${name}`

export const start = (
  asl: JsonObject,
  deps: EngineDeps,
  { input = {}, inputText = JSON.stringify(input), type = 'STANDARD', inspect }: RunOptions = {},
): EngineExecution =>
  startExecution({
    arn: arnOf('execution', 'machine:run'),
    name: 'run',
    machine: compileStateMachine(asl),
    stateMachine: {
      arn: arnOf('stateMachine', 'machine'),
      name: 'machine',
      roleArn: 'arn:aws:iam::123456789012:role/role',
      type,
    },
    inputText,
    input: parseJsonText(inputText),
    inspect,
    deps,
  })

export const eventsOf = ({ history }: EngineExecution): HistoryEvent[] =>
  history.events({ reverse: false, from: 0, limit: history.length, includeExecutionData: true })

/** Runs a machine in virtual time to its end. */
export const runMachine = async (asl: JsonObject, options: RunOptions = {}) => {
  const { deps, system } = createEngineDeps(options)
  const execution = start(asl, deps, options)
  await execution.done
  const { status, output, error, cause } = execution
  const events = eventsOf(execution)
  return {
    status,
    output: output === undefined ? undefined : (JSON.parse(output) as Json),
    error,
    cause,
    events,
    /** The events as `id<previous type`. */
    history: events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`),
    elapsedMs: system.elapsed,
  }
}
