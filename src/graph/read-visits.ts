import type { ExecutionEvent } from '../client/execution-event.ts'
import { Timeline } from '../timeline/timeline.ts'

/** One visit of a state. */
export interface RunVisit {
  readonly name: string
  /** The number of attempts: 0 or 1 without a retry. */
  readonly attempts: number
  /** The error of the last attempt. */
  readonly error?: string | undefined
  readonly duration: number
  /** True if the state has an output. */
  readonly isLeft: boolean
  /** The state that followed. */
  readonly next?: string | undefined
  /** The index of the choice rule that held, if it is known. */
  readonly choice?: number | 'default' | undefined
  /** The index of the catcher that caught the error, if it is known. */
  readonly catcher?: number | undefined
}

/** The visits of states that the events of one history report, in their order. The states of child executions are not among them. */
export const readVisits = (events: readonly ExecutionEvent[]): RunVisit[] => {
  const timeline = new Timeline()
  timeline.append(events)
  return timeline.states.map(({ name, attempts, attempt, start, end = timeline.lastAt, isLeft, next }) => ({
    name,
    attempts: attempts.length,
    // A Fail state fails without an error name.
    error: attempt.status === 'failed' ? (attempt.error ?? 'States.Runtime') : undefined,
    duration: end - start,
    isLeft,
    next: next?.name,
  }))
}
