import { beginsAttempt } from '../client/attempt-events.ts'
import { createStatePathReader, type StatePath } from '../client/state-path.ts'
import type { Json, JsonObject } from '../json.ts'
import type { TimelineAttempt } from './timeline-attempt.ts'
import { detailsOf, numberIn, payloadOf, stringIn, type TimelineEvent, timeOf } from './timeline-event.ts'
import { TimelineMapRun } from './timeline-map-run.ts'
import { TimelineSequence } from './timeline-sequence.ts'
import { TimelineState } from './timeline-state.ts'

/** The status of an execution, as DescribeExecution has it. */
export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT'

/** An event with the facts that are read from it once. */
interface ReadEvent {
  readonly event: TimelineEvent
  readonly id: number
  readonly previousId: number
  readonly type: string
  readonly at: number
  readonly details: JsonObject | undefined
}

/** An event that others can follow. */
interface Link {
  readonly type: string
  readonly at: number
  readonly state: TimelineState | undefined
}

/** The events by which a worker or a service has taken a task. */
const taken = /^(Task|Activity|LambdaFunction)Started$/

const succeeding = /^(Task|Activity|LambdaFunction|ParallelState|MapState)Succeeded$/

const failing = /(Failed|TimedOut)$/

/**
 * The states that an execution visited, from the events of its history. The events are added in their order, as pages or one by one; an
 * event that is there already is skipped. A history whose start is missing is shown from its first state on.
 *
 * @example
 * const timeline = new Timeline()
 * for await (const event of executionHistory(executionArn)) timeline.append([event])
 * console.log(timeline.status, timeline.states.map(({ path, status }) => [path, status]))
 */
export class Timeline {
  status: ExecutionStatus = 'RUNNING'
  redriveCount = 0
  /** All visits of states in the order of their starts. */
  readonly states: TimelineState[] = []
  #root: TimelineSequence | undefined
  #started: TimelineEvent | undefined
  #ended: TimelineEvent | undefined
  #lastEventId = 0
  #lastAt = 0
  readonly #links = new Map<number, Link>()
  readonly #byPath = new Map<StatePath, TimelineState>()
  readonly #readPath = createStatePathReader()

  /** The states of the execution itself; those of branches and iterations are in their attempts. Empty without events. */
  get root(): TimelineSequence {
    return this.#root ?? rootFrom(this.#lastAt)
  }

  /** The id of the last event; 0 without events. */
  get lastEventId(): number {
    return this.#lastEventId
  }

  /** The time of the last event, in milliseconds since the Unix epoch; 0 without events. */
  get lastAt(): number {
    return this.#lastAt
  }

  /** The input; `undefined` without the first event, or if the history was read without execution data. */
  get input(): Json | undefined {
    return payloadOf(this.#started, 'input')
  }

  /** The output of an execution that succeeded. */
  get output(): Json | undefined {
    return payloadOf(this.#ended, 'output')
  }

  /** The visit that an event belongs to; `undefined` for the events of the execution itself. */
  stateOf(eventId: number): TimelineState | undefined {
    return this.#links.get(eventId)?.state
  }

  append(events: Iterable<TimelineEvent>): void {
    for (const event of events) {
      const { id, type, previousEventId: previousId = 0 } = event
      if (id === undefined || type === undefined || id <= this.#lastEventId) continue
      const time = timeOf(event)
      const at = Number.isFinite(time) ? time : this.#lastAt
      this.#root ??= rootFrom(at)
      this.#lastEventId = id
      this.#lastAt = Math.max(this.#lastAt, at)
      this.#read({ event, id, previousId, type, at, details: detailsOf(event) })
    }
  }

  #read(read: ReadEvent): void {
    const { id, previousId, type, at, details } = read
    const name = stringIn(details, 'name') ?? stringIn(details, 'state')
    const iteration = numberIn(details, 'index')
    const path = this.#readPath({ id, previousEventId: previousId, type, name, iteration })
    if (path && type.endsWith('StateEntered')) this.#byPath.set(path, this.#enter(path, read))
    const state = path && this.#byPath.get(path)
    this.#links.set(id, { type, at, state })
    if (state) this.#readOfState(state, read)
    else if (type.startsWith('Execution')) this.#readOfExecution(read)
  }

  #enter(path: StatePath, { event, id, previousId, at }: ReadEvent): TimelineState {
    const previous = this.#links.get(previousId)
    const sequence = this.#sequenceOf(path, previous, at)
    this.#reopenAround(sequence)
    const state = new TimelineState(path, sequence, { event, id, at })
    sequence.states.push(state)
    this.states.push(state)
    if (previous?.type.endsWith('StateExited') && previous.state) previous.state.next = state
    return state
  }

  #sequenceOf({ state, outer, iteration }: StatePath, previous: Link | undefined, at: number): TimelineSequence {
    const owner = outer && this.#byPath.get(outer)?.attempt
    if (!owner) return this.root
    if (iteration !== undefined) return owner.iteration(iteration) ?? owner.startIteration(iteration, at)
    if (previous?.state?.sequence.owner === owner) return previous.state.sequence
    // A redrive enters some states again, such as Fail states.
    const reentered = this.redriveCount > 0 ? owner.sequences.find(({ last }) => last?.name === state) : undefined
    return reentered ?? owner.startBranch(at)
  }

  #readOfState(state: TimelineState, read: ReadEvent): void {
    const { event, id, type, at, details } = read
    if (id === state.id || type.endsWith('StateAborted')) return
    state.eventIds.push(id)
    const { attempt } = state
    if (/^MapRunRedriven$|^MapIterationStarted$/.test(type)) this.#reopenAttempt(attempt)
    else this.#reopen(state)
    if (beginsAttempt.test(type)) this.#begin(state, read)
    else if (taken.test(type)) {
      attempt.startedAt = at
      attempt.workerName = stringIn(details, 'workerName')
    } else if (type === 'TaskSubmitted') attempt.submit(event, at)
    else if (type.startsWith('MapIteration')) this.#readIteration(state, read)
    else if (type.startsWith('MapRun')) readMapRun(attempt, read)
    else if (succeeding.test(type)) attempt.succeed(at, event)
    else if (failing.test(type)) this.#failAttempt(state, read)
    else if (type.endsWith('StateExited')) state.leave(event, at)
  }

  #begin(state: TimelineState, read: ReadEvent): void {
    const { event, at, details } = read
    const { attempt: last } = state
    const isFresh = last.isRunning && last.scheduledAt === undefined
    // No event ends an attempt of a Parallel or Map state that is retried: it ended at the event before its retry.
    if (!isFresh && last.isRunning)
      this.#failAttempt(state, { ...read, at: this.#links.get(read.previousId)?.at ?? at })
    const attempt = isFresh ? last : state.retry(at)
    attempt.schedule(event, at)
    attempt.itemCount = numberIn(details, 'length')
  }

  /** A branch or an iteration, in which a state failed, makes the attempt fail. AWS records no error for it. */
  #failAttempt(state: TimelineState, { previousId, type, at, details }: ReadEvent): void {
    const isRepeated = type === 'EvaluationFailed' && state.attempt.status === 'failed'
    const attempt = isRepeated && state.attempt.scheduledAt === undefined ? state.retry(at) : state.attempt
    const failed = this.#failedInside(state, previousId, at)
    const error = stringIn(details, 'error') ?? failed?.error ?? attempt.error
    const cause = stringIn(details, 'cause') ?? failed?.cause ?? attempt.cause
    attempt.failWith(at, error, cause)
  }

  /** Ends the states from the one that an event follows out to the given one, because they failed. */
  #failedInside(outer: TimelineState | undefined, previousId: number, at: number): TimelineState | undefined {
    const chain: TimelineState[] = []
    let inner = this.#links.get(previousId)?.state
    while (inner && inner !== outer) {
      chain.push(inner)
      inner = inner.sequence.owner?.state
    }
    if (inner !== outer) return undefined
    const [first] = chain
    for (const state of chain) if (!state.isLeft) state.failWith(at, first?.attempt.error, first?.attempt.cause)
    return first
  }

  #readIteration(state: TimelineState, { previousId, type, at, details }: ReadEvent): void {
    const { attempt } = state
    const index = numberIn(details, 'index') ?? attempt.sequences.length
    if (type === 'MapIterationStarted') attempt.startIteration(index, at)
    else if (type === 'MapIterationSucceeded') attempt.iteration(index)?.succeed(at)
    else {
      if (type === 'MapIterationFailed') this.#failedInside(state, previousId, at)
      attempt.iteration(index)?.stop(at)
    }
  }

  #readOfExecution({ event, previousId, type, at, details }: ReadEvent): void {
    if (type === 'ExecutionStarted') this.#started = event
    if (type === 'ExecutionRedriven') {
      this.status = 'RUNNING'
      this.redriveCount = numberIn(details, 'redriveCount') ?? this.redriveCount + 1
      this.#ended = undefined
      this.root.reopen()
    }
    const status = statuses.get(type)
    if (status === undefined) return
    this.status = status
    this.#ended = event
    const [error, cause] = [stringIn(details, 'error'), stringIn(details, 'cause')]
    if (status === 'FAILED') this.#failExecution(previousId, at, { error, cause })
    end(this.root, status, at)
    this.root.error = error
    this.root.cause = cause
  }

  #failExecution(previousId: number, at: number, { error, cause }: Failure): void {
    const failed = this.#links.get(previousId)?.state ?? this.root.last
    for (let state = failed; state && !state.isLeft; state = state.sequence.owner?.state) {
      state.failWith(at, error, cause)
      explain(state.attempt, { error, cause })
    }
  }

  /** A redrive continues the states that failed or were aborted, without entering them again. */
  #reopen(state: TimelineState): void {
    if (this.redriveCount === 0 || state.isRunning || state.isLeft) return
    state.reopen()
    state.redriveCount++
    this.#reopenAround(state.sequence)
  }

  /** The attempts of the Parallel and Map states around a state that is redriven continue too. */
  #reopenAround(sequence: TimelineSequence): void {
    if (this.redriveCount === 0 || !sequence.owner) return
    if (!sequence.isRunning) sequence.reopen()
    this.#reopenAttempt(sequence.owner)
  }

  #reopenAttempt(attempt: TimelineAttempt): void {
    if (this.redriveCount > 0 && !attempt.isRunning && !attempt.state.isLeft) attempt.reopen()
    this.#reopen(attempt.state)
  }
}

interface Failure {
  readonly error: string | undefined
  readonly cause: string | undefined
}

const statuses: ReadonlyMap<string, ExecutionStatus> = new Map([
  ['ExecutionSucceeded', 'SUCCEEDED'],
  ['ExecutionFailed', 'FAILED'],
  ['ExecutionAborted', 'ABORTED'],
  ['ExecutionTimedOut', 'TIMED_OUT'],
])

const rootFrom = (start: number): TimelineSequence =>
  new TimelineSequence({ kind: 'execution', index: 0, owner: undefined }, start)

const end = (root: TimelineSequence, status: ExecutionStatus, at: number): void => {
  root.stop(at)
  root.finish(status === 'SUCCEEDED' ? 'succeeded' : status === 'FAILED' ? 'failed' : 'aborted', at)
}

/** Only the event of the execution has the error of a Fail state, also if it is in a branch or an iteration. */
const explain = ({ sequences }: TimelineAttempt, failure: Failure): void => {
  for (const sequence of sequences) {
    const { last } = sequence
    if (sequence.status !== 'failed' || sequence.error !== undefined || !last) continue
    for (const span of [sequence, last, last.attempt]) Object.assign(span, failure)
    explain(last.attempt, failure)
  }
}

const readMapRun = (attempt: TimelineAttempt, { type, at, details }: ReadEvent): void => {
  if (type === 'MapRunStarted') {
    attempt.mapRuns.push(new TimelineMapRun(stringIn(details, 'mapRunArn') ?? '', at))
    return
  }
  const run = attempt.mapRuns.at(-1)
  if (!run) return
  if (type === 'MapRunRedriven') {
    run.reopen()
    run.redriveCount = numberIn(details, 'redriveCount') ?? run.redriveCount + 1
  } else if (type === 'MapRunSucceeded') run.finish('succeeded', at)
  else if (type === 'MapRunAborted') run.finish('aborted', at)
  else {
    run.fail(at, stringIn(details, 'error'), stringIn(details, 'cause'))
    attempt.failWith(at, run.error, run.cause)
  }
}
