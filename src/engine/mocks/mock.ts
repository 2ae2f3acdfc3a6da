import type { System } from '../../system.ts'

/** A time that passes before the outcome of a mocked attempt, in seconds of the engine's clock. */
interface Delayed {
  /** The time before the outcome, in seconds. The state's timeouts and heartbeats apply. Default 0. */
  readonly delaySeconds?: number
}

/** A mocked attempt that succeeds. */
export interface MockedOutput extends Delayed {
  /** The result of the task, any JSON value: what ResultSelector, ResultPath or Output get. */
  readonly output: unknown
}

/** A mocked attempt that fails. */
export interface MockedError extends Delayed {
  /** The name of the error, which Retry and Catch match. */
  readonly error: string
  readonly cause?: string
}

/** A result in the form of TestState's `mock`. It is checked as TestState checks it. */
export interface MockedStateResult extends Delayed {
  /** The result of the task: a string is JSON, as in AWS's API; any other value is the result itself. */
  readonly result: unknown
  /** `STRICT` (default) expects what the service would respond, `PRESENT` accepts that required members are missing, `NONE` any JSON. */
  readonly fieldValidationMode?: 'STRICT' | 'PRESENT' | 'NONE'
}

/** An error in the form of TestState's `mock`. */
export interface MockedStateError extends Delayed {
  readonly errorOutput: { readonly error: string; readonly cause?: string }
}

/** The outcome of one attempt of a mocked task. */
export type MockResult = MockedOutput | MockedError | MockedStateResult | MockedStateError

/** The facts about the attempt that a mock function gets. */
export interface MockContext {
  /** The name of the state. */
  readonly state: string
  /** The name of the state machine. */
  readonly stateMachine: string
  /** The resource in ASL: an ARN. */
  readonly resource: string
  /** The number of earlier attempts that this mock had in the execution: 0 for the first. */
  readonly attempt: number
  /** The token of an activity's task, or of a task that waits for a callback. */
  readonly taskToken: string | undefined
  /** Aborted when the task times out or its execution stops. */
  readonly signal: AbortSignal
  /** Time and randomness, which tests can make virtual. */
  readonly system: System
}

/**
 * A mock that computes the result of a task from its parameters. An error that it throws fails the task: with `error` and `cause` of a
 * TaskError, else with the error's name and message.
 *
 * @example
 * const price: MockFunction = ({ item }, { attempt }) => {
 *   if (attempt === 0) throw new TaskError('Throttled')
 *   return item.length
 * }
 */
// biome-ignore lint/suspicious/noExplicitAny: each task has its own parameters
export type MockFunction = (parameters: any, context: MockContext) => unknown

/**
 * A mock replaces the work of a task: a result or a function for every attempt, or an array with the results of successive attempts.
 *
 * @example
 * const mock: Mock = [{ error: 'Throttled' }, { output: 25, delaySeconds: 2 }]
 */
export type Mock = MockResult | MockFunction | readonly (MockResult | MockFunction)[]

/**
 * Mocks by the name of a state (`ship`, or `orders.ship` for that of one state machine) or by resource (`activity/price`, `lambda/charge`,
 * `sqs:sendMessage`, `sqs`). That of a state comes first.
 *
 * @example
 * createLocal({ mocks: { ship: { output: 'shipped' }, 'sqs:sendMessage': { error: 'QueueDoesNotExist' } } })
 */
export type Mocks = Readonly<Record<string, Mock>>
