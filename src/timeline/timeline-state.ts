import type { StatePath } from '../client/state-path.ts'
import type { Json, JsonObject } from '../json.ts'
import { TimelineAttempt } from './timeline-attempt.ts'
import { assignedIn, payloadOf, type TimelineEvent } from './timeline-event.ts'
import type { TimelineSequence } from './timeline-sequence.ts'
import { TimelineSpan } from './timeline-span.ts'

/** One visit of a state. */
export class TimelineState extends TimelineSpan {
  /** The id of the event with which the state was entered: unique in the execution. */
  readonly id: number
  readonly name: string
  /** `Task`, `Choice`, … as in ASL. */
  readonly type: string
  /** The states that were visited one after the other, among them this one. */
  readonly sequence: TimelineSequence
  /** The first attempt and the retries, at least one. */
  readonly attempts: [TimelineAttempt, ...TimelineAttempt[]]
  /** The ids of the events that belong to the state, without those of the states inside of it. */
  readonly eventIds: number[]
  /** The state that followed. */
  next: TimelineState | undefined
  /** The number of redrives that continued the state. */
  redriveCount = 0
  readonly #entered: TimelineEvent
  #exited: TimelineEvent | undefined
  #redrivesRead = 0

  constructor({ state, stateType }: StatePath, sequence: TimelineSequence, { event, id, at }: EnteredState) {
    super(at)
    this.id = id
    this.name = state
    this.type = stateType
    this.sequence = sequence
    this.eventIds = [id]
    this.#entered = event
    this.attempts = [new TimelineAttempt(this, 0, at)]
  }

  /** The last attempt. */
  get attempt(): TimelineAttempt {
    return this.attempts.at(-1) ?? this.attempts[0]
  }

  /** The states and iterations around it, and its name: `['each', 2, 'ship']`. */
  get path(): (string | number)[] {
    const { owner, kind, index } = this.sequence
    if (!owner) return [this.name]
    return [...owner.state.path, ...(kind === 'iteration' ? [index] : []), this.name]
  }

  /** The input; a string if AWS truncated it. `undefined` if the history was read without execution data. */
  get input(): Json | undefined {
    return payloadOf(this.#entered, 'input')
  }

  /** The output; `undefined` if the state was not left. */
  get output(): Json | undefined {
    return payloadOf(this.#exited, 'output')
  }

  /** The variables that it assigned, by name. */
  get assigned(): JsonObject | undefined {
    return assignedIn(this.#exited)
  }

  /** True if the state has an output. */
  get isLeft(): boolean {
    return this.#exited !== undefined
  }

  /** Begins a retry, or an attempt after a redrive. */
  retry(at: number): TimelineAttempt {
    const attempt = new TimelineAttempt(this, this.attempts.length, at)
    attempt.isRedriven = this.redriveCount > this.#redrivesRead
    this.#redrivesRead = this.redriveCount
    this.attempts.push(attempt)
    return attempt
  }

  leave(event: TimelineEvent, at: number): void {
    this.#exited = event
    const { attempt } = this
    if (attempt.isRunning) attempt.succeed(at)
    this.finish(attempt.status === 'succeeded' ? 'succeeded' : 'caught', at)
    this.error = attempt.error
    this.cause = attempt.cause
  }

  /** Ends a state that is not left, because it failed. */
  failWith(at: number, error: string | undefined, cause: string | undefined): void {
    const { attempt } = this
    // A state that fails before its work starts, such as a Choice state, has no event with its error.
    attempt.failWith(at, attempt.error ?? error, attempt.error === undefined ? cause : attempt.cause)
    this.fail(attempt.end ?? at, attempt.error, attempt.cause)
  }

  /** Ends a state that is not left, because another one failed or the execution was stopped. */
  abort(at: number): void {
    if (this.attempt.isRunning) this.attempt.abort(at)
    if (this.isRunning) this.finish('aborted', at)
  }
}

/** The event with which a state is entered. */
export interface EnteredState {
  readonly event: TimelineEvent
  readonly id: number
  readonly at: number
}
