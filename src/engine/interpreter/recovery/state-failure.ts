import type { JsonObject } from '../../../json.ts'

/**
 * The failure of a state: Retry and Catch match its error name, and a failed execution reports it. It is not an Error, because it is a result
 * like others, and a stack takes longer to record than a task to fail.
 */
export class StateFailure {
  readonly name = 'StateFailure'
  readonly message: string
  /** The ASL error name; a task may fail without one. */
  readonly error: string | undefined
  /** `Cause` in ASL. */
  readonly reason: string | undefined
  /** True if it ends the execution: neither Retry nor Catch matches it. */
  readonly isTerminal: boolean
  readonly missedHeartbeat: boolean
  constructor(
    error: string | undefined,
    reason?: string,
    { isTerminal = error === 'States.Runtime', missedHeartbeat = false } = {},
  ) {
    this.message = reason ?? error ?? 'failed'
    this.error = error
    this.reason = reason
    this.isTerminal = isTerminal
    this.missedHeartbeat = missedHeartbeat
  }
}

/** `{ error, cause }` of a history event. Empty members are left out, as AWS does. */
export const failedDetails = ({ error, reason }: StateFailure): { error?: string; cause?: string } => ({
  ...(error && { error }),
  ...(reason && { cause: reason }),
})

/** The error output of a catcher: `{ Error, Cause }`, `null` if the failure does not have one (recorded for SendTaskFailure). */
export const errorOutput = ({ error, reason }: StateFailure): JsonObject => ({
  Error: error ?? null,
  Cause: reason ?? null,
})

/** Errors that `States.TaskFailed` does not match (developer guide, error names). */
const notTaskFailed = new Set(['States.Timeout', 'States.HeartbeatTimeout'])

/** Checks if a retrier's or catcher's ErrorEquals matches a failure (ASL spec, Errors; developer guide, concepts-error-handling). */
export const matches = (errorEquals: readonly string[], failure: StateFailure): boolean => {
  if (failure.isTerminal) return false
  const { error } = failure
  return errorEquals.some(
    (name) =>
      name === 'States.ALL' ||
      name === error ||
      (name === 'States.TaskFailed' && !(error && notTaskFailed.has(error))) ||
      (name === 'States.HeartbeatTimeout' && failure.missedHeartbeat),
  )
}

/** A task that took longer than its TimeoutSeconds. Its cause is empty in a catcher, and absent in the history (recorded). */
export const timedOut = (): StateFailure => new StateFailure('States.Timeout', '')

/** A missed heartbeat: AWS records `States.Timeout`, and `States.HeartbeatTimeout` matches it too. */
export const heartbeatMissed = (): StateFailure => new StateFailure('States.Timeout', '', { missedHeartbeat: true })

/** A result larger than AWS allows. The failure can be caught if it is a task's result, but not if it is a state's output. */
export const tooLarge = (what: string, options?: { isTerminal: boolean }): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    options,
  )

/** An input of a state's work, or variables, larger than AWS allows: it ends the execution (developer guide, error names). */
export const exceedsLimit = (what: string): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `${what} has a size exceeding the maximum number of bytes service limit.`,
    { isTerminal: true },
  )
