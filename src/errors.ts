import { inspect } from 'node:util'
import type { Json } from './json.ts'
import { showFailure } from './show-failure.ts'

/**
 * One problem of a definition. An error prevents a deployment, a warning does not.
 *
 * @example
 * for (const issue of validate({ startAt: 'shpi', states: {} })) console.log(issue.severity, formatIssue(issue))
 */
export interface Issue {
  /** The keys from the definition's root, in the form (literal or ASL) that was checked. */
  readonly path: readonly (string | number)[]
  /** AWS's diagnostic code (`SCHEMA_VALIDATION_FAILED`, `MISSING_TRANSITION_TARGET`, …) or one of ours in its style. */
  readonly code: string
  /** The found and the expected value. */
  readonly message: string
  readonly severity: 'error' | 'warning'
  /** The way to correct it, if known: `did you mean "ship"?` */
  readonly hint?: string
}

const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u

/** The maximum number of keys of a path, and how many of them are its last: a longer path is shortened in the middle. */
const MAX_KEYS = 24
const LAST_KEYS = 4

/**
 * Formats a path as in code: `states.review.retry[0].maxAttempts`, `states["in review"].next`.
 *
 * @example
 * formatPath(['states', 'review', 'retry', 0, 'maxAttempts']) // => 'states.review.retry[0].maxAttempts'
 */
export const formatPath = (path: readonly (string | number)[]): string => {
  if (path.length <= MAX_KEYS) return join(path)
  return `${join(path.slice(0, MAX_KEYS - LAST_KEYS))}…${join(path.slice(-LAST_KEYS))}`
}

const join = (path: readonly (string | number)[]): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    if (!identifier.test(key)) return `${text}[${JSON.stringify(key)}]`
    return text === '' ? key : `${text}.${key}`
  }, '')

/**
 * Formats an issue as one line: `states.review.next: no state named "shpi"; did you mean "ship"?`
 *
 * @example
 * const lines = validate({ ...orders, startAt: 'pric' }).map(formatIssue)
 * expect(lines).toContain('startAt: no state named "pric"; did you mean "price"?')
 */
export const formatIssue = ({ path, message, hint }: Issue): string =>
  `${path.length > 0 ? `${formatPath(path)}: ` : ''}${message}${hint ? `; ${hint}` : ''}`

/**
 * Thrown for a definition that is not a valid state machine. Its message has one line for each issue. To recover, correct the definition.
 *
 * @example
 * expect(() => parseDefinition({ startAt: 'ship', states: {} })).toThrow(DefinitionError)
 */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError'
  /** Every error that was found, sorted by path. */
  readonly issues: readonly Issue[]
  constructor(issues: readonly Issue[], options?: ErrorOptions) {
    super(issues.map(formatIssue).join('\n'), options)
    this.issues = issues
  }
}

/** The state in which an execution ended without success: the one that failed, or, if it was stopped or timed out, its last. */
export interface FailedState {
  /**
   * The state, after the Parallel and Map states around it, the outermost first. An index after a Map state is the iteration:
   * `['each', 2, 'ship']`.
   */
  readonly path: readonly (string | number)[]
  /** The input of the state, before `inputPath` and `parameters`. */
  readonly input: Json
  /** How often the state was tried: 1 and its retries. */
  readonly attempts: number
}

/** The facts of an execution that {@link ExecutionFailed} reports. */
export interface FailedExecution {
  readonly executionArn: string
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  readonly error?: string | undefined
  readonly cause?: string | undefined
  readonly failedState?: FailedState | undefined
  readonly consoleUrl?: string | undefined
}

/**
 * Thrown for an execution that ended without success. Its message has the error and its cause, the state that failed with its
 * attempts and its input, and the page of the execution in the AWS console.
 *
 * @example
 * const failedState = { path: ['each', 2, 'ship'], input: { item: 'book' }, attempts: 3 }
 * const failed = new ExecutionFailed({ executionArn, status: 'FAILED', error: 'OutOfStock', failedState })
 * expect(failed.message).toContain('in state each[2].ship, 3 attempts, input {"item":"book"}')
 */
export class ExecutionFailed extends Error {
  override readonly name = 'ExecutionFailed'
  readonly executionArn: string
  readonly status: 'FAILED' | 'TIMED_OUT' | 'ABORTED'
  /** The ASL error name, such as `States.TaskFailed`. AWS sets none for an execution that timed out. */
  readonly error: string | undefined
  /** The cause as AWS reports it: a string, often JSON. */
  override readonly cause: string | undefined
  /** Absent if the history of the execution cannot be read, as for EXPRESS executions. */
  readonly failedState: FailedState | undefined
  /** The page of the execution in the AWS console. Absent if it did not run on AWS. */
  readonly consoleUrl: string | undefined
  constructor(failed: FailedExecution) {
    super(messageOf(failed))
    this.executionArn = failed.executionArn
    this.status = failed.status
    this.error = failed.error
    this.cause = failed.cause
    this.failedState = failed.failedState
    this.consoleUrl = failed.consoleUrl
  }
}

const messageOf = ({ executionArn, status, error, cause, failedState, consoleUrl }: FailedExecution): string => {
  const failure = [`${executionArn} ${status}`, showFailure(error, cause)].filter((part) => part !== '').join(': ')
  return [failure, failedState && showFailedState(failedState), consoleUrl].filter(Boolean).join('\n')
}

/** The most characters of an input in a message. */
const MAX_SHOWN_INPUT = 500

const showFailedState = ({ path, input, attempts }: FailedState): string => {
  const json = JSON.stringify(input)
  const shown = json.length > MAX_SHOWN_INPUT ? `${json.slice(0, MAX_SHOWN_INPUT)}…` : json
  return `in state ${formatPath(path)}, ${attempts} ${attempts === 1 ? 'attempt' : 'attempts'}, input ${shown}`
}

/**
 * Thrown by a handler to fail its task.
 * @param error the name that `retry` and `catch` match, at most 256 characters.
 * @param cause an explanation for people, at most 32,768 characters: a string, or a value that becomes JSON. Of an error it is the
 * message and the stack.
 *
 * @example
 * const failing = { 'activity/price': () => { throw new TaskError('UnknownItem', 'the item has no price') } }
 * new TaskError('OutOfStock', { item: 'book', left: 0 }).cause // => '{"item":"book","left":0}'
 */
export class TaskError extends Error {
  override readonly name = 'TaskError'
  /** The ASL error name, at most 256 characters. */
  readonly error: string
  /** The cause that Step Functions records, at most 32,768 characters. */
  override readonly cause: string | undefined
  constructor(error: string, cause?: unknown) {
    const text = causeText(cause)
    super(text === undefined ? error : `${error}: ${text}`)
    this.error = error
    this.cause = text
  }
}

/** The cause of a task's failure as a string: JSON unless it is one already. `undefined` if there is none. */
export const causeText = (cause: unknown): string | undefined => {
  if (cause === undefined || typeof cause === 'string') return cause
  const value = cause instanceof Error ? { message: cause.message, stack: cause.stack } : cause
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    return inspect(value)
  }
}
