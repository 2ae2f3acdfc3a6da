import type { SFNClient } from '@aws-sdk/client-sfn'
import { plainHostStep, toPlainHost } from '../client/endpoint.ts'
import type { ApiCall, ApiReply, Protocol } from '../engine/wire/protocol.ts'
import { isJsonObject } from '../json.ts'
import { abortSignalOf } from '../stop.ts'

/** The operations that the console uses. It cannot create, change or delete state machines. */
const operations: ReadonlySet<string> = new Set([
  'DescribeActivity',
  'DescribeExecution',
  'DescribeMapRun',
  'DescribeStateMachine',
  'DescribeStateMachineForExecution',
  'GetActivityTask',
  'GetExecutionHistory',
  'ListExecutions',
  'ListMapRuns',
  'ListStateMachines',
  'RedriveExecution',
  'SendTaskFailure',
  'SendTaskHeartbeat',
  'SendTaskSuccess',
  'StartExecution',
  'StartSyncExecution',
  'StopExecution',
  'TestState',
])

/** The operations that wait before they reply, so that their callers may disconnect in between. */
const blocking: ReadonlySet<string> = new Set(['GetActivityTask', 'StartSyncExecution', 'TestState'])

const PREFIX = 'AWSStepFunctions.'

/** The connection to the SDK. */
export interface SdkConnection {
  readonly sfn: SFNClient
  readonly sdk: object
}

/** The protocol of Step Functions, performed by an SDK client with its own credentials. */
export const createSdkProtocol = (connect: () => Promise<SdkConnection>): Protocol => ({
  blocks: (target) => blocking.has(operationIn(target)),
  canTakeBack: () => false,
  call: async (call) => {
    try {
      return { status: 200, body: await perform(call, await connect()) }
    } catch (error) {
      return errorReply(error)
    }
  },
})

const operationIn = (target = ''): string => (target.startsWith(PREFIX) ? target.slice(PREFIX.length) : '')

const perform = async ({ target, body, signal }: ApiCall, { sfn, sdk }: SdkConnection): Promise<string> => {
  const name = operationIn(target)
  if (!operations.has(name)) throw named('UnknownOperationException', `the console does not offer ${target}`)
  const input: unknown = JSON.parse(body === '' ? '{}' : body)
  if (!isJsonObject(input)) throw named('SerializationException', 'the request is not a JSON object')
  // The folder's one cast: the SDK checks the members of the input when it serializes them.
  const Command = Reflect.get(sdk, `${name}Command`) as new (input: object) => Parameters<SFNClient['send']>[0]
  const command = new Command(input)
  command.middlewareStack.add(toPlainHost, plainHostStep)
  const { $metadata: _, ...output } = await sfn.send(command, { abortSignal: abortSignalOf(signal) })
  return JSON.stringify(withSeconds(output))
}

/** The value with dates as seconds since 1970, as in JSON 1.0 of AWS. */
const withSeconds = (value: unknown): unknown => {
  if (value instanceof Date) return value.getTime() / 1000
  if (Array.isArray(value)) return value.map(withSeconds)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withSeconds(inner)]))
}

const named = (name: string, message: string): Error => Object.assign(new Error(message), { name })

const errorReply = (error: unknown): ApiReply => {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  return { status: 400, body: JSON.stringify({ __type: name, message }) }
}
