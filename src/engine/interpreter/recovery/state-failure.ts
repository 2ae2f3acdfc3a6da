import type { JsonObject } from '../../../json.ts'

/** Why a state failed: what Retry and Catch match on, and what a failed execution reports. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure'
  /** The ASL error name; a task may fail without one. */
  readonly error: string | undefined
  /** The text for people; the original is `cause` in ASL. */
  readonly reason: string | undefined
  /** No Retry or Catch sees it: it ends the execution. */
  readonly isTerminal: boolean
  readonly missedHeartbeat: boolean
  constructor(
    error: string | undefined,
    reason?: string,
    { isTerminal = error === 'States.Runtime', missedHeartbeat = false } = {},
  ) {
    super(reason ?? error ?? 'failed')
    this.error = error
    this.reason = reason
    this.isTerminal = isTerminal
    this.missedHeartbeat = missedHeartbeat
  }
}

/** `{ error, cause }` of a history event: a member that says nothing is left out, as AWS does. */
export const failedDetails = ({ error, reason }: StateFailure): { error?: string; cause?: string } => ({
  ...(error && { error }),
  ...(reason && { cause: reason }),
})

/** What a catcher sees: `{ Error, Cause }`, `null` where the failure has none (recorded for SendTaskFailure). */
export const errorOutput = ({ error, reason }: StateFailure): JsonObject => ({
  Error: error ?? null,
  Cause: reason ?? null,
})

/** Errors that only their own names and `States.ALL` match (developer guide, error names). */
const notTaskFailed = new Set(['States.Timeout', 'States.HeartbeatTimeout'])

/** Whether a retrier's or catcher's ErrorEquals covers a failure (ASL spec, Errors; developer guide, concepts-error-handling). */
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

/** A heartbeat that did not come: AWS records `States.Timeout`, and lets `States.HeartbeatTimeout` match it too. */
export const heartbeatMissed = (): StateFailure => new StateFailure('States.Timeout', '', { missedHeartbeat: true })

/** A result that has more bytes than AWS carries. Of a task it can be caught, of a state's own output it cannot. */
export const tooLarge = (what: string, options?: { isTerminal: boolean }): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    options,
  )

/** The same of what a state would hand to its work or keep as variables: that ends the execution (developer guide, error names). */
export const exceedsLimit = (what: string): StateFailure =>
  new StateFailure(
    'States.DataLimitExceeded',
    `${what} has a size exceeding the maximum number of bytes service limit.`,
    { isTerminal: true },
  )
