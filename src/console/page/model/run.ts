import type { ExecutionEvent } from '../../../client/execution-event.ts'
import { ownValue } from '../../../specs/value-at-path.ts'
import type { StateVisit, VisitAttempt, VisitStatus } from './state-visit.ts'

/** The end of an execution, by the type of its last event. */
const endings: ReadonlyMap<string, VisitStatus> = new Map([
  ['ExecutionSucceeded', 'succeeded'],
  ['ExecutionFailed', 'failed'],
  ['ExecutionAborted', 'aborted'],
  ['ExecutionTimedOut', 'aborted'],
])

/** With one of these events, an attempt of a state begins. */
const beginning = /Scheduled$|^(Parallel|Map)StateStarted$/

/** The work of an attempt has begun. */
const working = /^(Activity|LambdaFunction|Task)Started$|^MapRunStarted$/

const failing = /(Failed|TimedOut)$/

/** The states that an execution has visited, read from its events as they come. */
export class Run {
  readonly events: ExecutionEvent[] = []
  /** All visits in the order of their starts. */
  readonly visits: StateVisit[] = []
  /** The visits of the outermost states. */
  readonly roots: StateVisit[] = []
  readonly byName = new Map<string, StateVisit[]>()
  /** The status of the execution, as far as its events report it. */
  status: VisitStatus = 'running'
  readonly #open = new Map<string, StateVisit>()
  readonly #byEvent = new Map<number, StateVisit>()

  /** Reads events, which must follow the ones before. */
  add(events: readonly ExecutionEvent[]): void {
    for (const event of events) {
      this.events.push(event)
      if (event.path === undefined) this.#readExecutionEvent(event)
      else this.#readStateEvent(event, event.path)
    }
  }

  get startedAt(): number {
    return this.events[0]?.timestamp.getTime() ?? 0
  }

  get lastAt(): number {
    return this.events.at(-1)?.timestamp.getTime() ?? 0
  }

  /** The visit to which an event belongs. */
  visitOf(eventId: number): StateVisit | undefined {
    return this.#byEvent.get(eventId)
  }

  event(id: number): ExecutionEvent | undefined {
    return this.events[id - 1]
  }

  #readExecutionEvent({ id, type, previousEventId, details }: ExecutionEvent): void {
    if (type === 'ExecutionRedriven') this.status = 'running'
    const ended = endings.get(type)
    if (ended === undefined) return
    this.status = ended
    const cause = type === 'ExecutionFailed' ? this.#byEvent.get(previousEventId) : undefined
    if (cause) failVisit(cause, id, details)
    for (const visit of this.#open.values()) if (visit.status === 'running') visit.status = 'aborted'
  }

  #readStateEvent(event: ExecutionEvent, path: readonly (string | number)[]): void {
    const key = JSON.stringify(path)
    if (event.type.endsWith('StateEntered')) this.#enter(event, path, key)
    const visit = this.#open.get(key)
    if (!visit) return
    visit.eventIds.push(event.id)
    this.#byEvent.set(event.id, visit)
    if (event.type.startsWith('MapIteration')) readIteration(visit, event)
    else if (event.type.endsWith('StateExited')) leave(visit, event)
    else readAttempt(visit, event)
  }

  #enter(
    { id, type, state = '', timestamp, previousEventId }: ExecutionEvent,
    path: readonly (string | number)[],
    key: string,
  ) {
    const before = path.at(-2)
    const index = typeof before === 'number' ? before : undefined
    const parent = this.#open.get(JSON.stringify(path.slice(0, index === undefined ? -1 : -2)))
    const previous = this.#byEvent.get(previousEventId)
    const iteration = index === undefined ? undefined : parent?.iterations.get(index)
    const stateType = type.slice(0, -'StateEntered'.length)
    const visit: StateVisit = {
      id,
      name: state,
      type: stateType,
      parent,
      iteration,
      previous: previous === parent ? undefined : previous,
      enteredAt: timestamp.getTime(),
      status: stateType === 'Fail' ? 'failed' : 'running',
      attempts: [],
      eventIds: [],
      children: [],
      iterations: new Map(),
    }
    this.visits.push(visit)
    this.#open.set(key, visit)
    ;(iteration?.visits ?? parent?.children ?? this.roots).push(visit)
    const same = this.byName.get(state)
    if (same) same.push(visit)
    else this.byName.set(state, [visit])
  }
}

/** Marks the state in which an execution failed, and the states around it. A state that did not begin its work has no attempt yet. */
const failVisit = (visit: StateVisit, eventId: number, details: unknown): void => {
  for (let at: StateVisit | undefined = visit; at; at = at.parent) at.status = 'failed'
  if (visit.attempts.at(-1)?.error !== undefined) return
  const attempt = visit.attempts.at(-1) ?? { eventId, startedAt: visit.enteredAt }
  if (visit.attempts.length === 0) visit.attempts.push(attempt)
  setError(attempt, details)
}

const setError = (attempt: VisitAttempt, details: unknown): void => {
  const [error, cause] = [ownValue(details, 'error'), ownValue(details, 'cause')]
  if (typeof error === 'string') attempt.error = error
  if (typeof cause === 'string') attempt.cause = cause
}

const leave = (visit: StateVisit, { id, timestamp }: ExecutionEvent): void => {
  visit.leftAt = timestamp.getTime()
  visit.exitId = id
  const attempt = visit.attempts.at(-1)
  if (attempt) attempt.endedAt ??= visit.leftAt
  visit.status = attempt?.error === undefined ? 'succeeded' : 'caught'
  abortInside(visit)
}

/** A state that is left has stopped the states inside it. */
const abortInside = ({ children, iterations }: StateVisit): void => {
  const inner = [children, ...Array.from(iterations.values(), ({ visits }) => visits)].flat()
  for (const visit of inner) {
    if (visit.status !== 'running') continue
    visit.status = 'aborted'
    abortInside(visit)
  }
}

const readAttempt = (visit: StateVisit, { id, type, timestamp, details }: ExecutionEvent): void => {
  const at = timestamp.getTime()
  if (beginning.test(type)) {
    visit.attempts.push({ eventId: id, startedAt: at })
    visit.status = 'running'
  }
  const attempt = visit.attempts.at(-1)
  if (attempt && working.test(type)) attempt.workStartedAt = at
  const mapRunArn = type === 'MapRunStarted' ? ownValue(details, 'mapRunArn') : undefined
  if (typeof mapRunArn === 'string') visit.mapRunArn = mapRunArn
  const childArn = ownValue(ownValue(details, 'output'), 'ExecutionArn')
  if (typeof childArn === 'string' && ownValue(details, 'resourceType') === 'states') visit.childArn = childArn
  if (type.endsWith('StateAborted')) visit.status = 'aborted'
  if (failing.test(type)) failAttempt(visit, id, { at, type, details })
}

const failAttempt = (
  visit: StateVisit,
  eventId: number,
  { at, type, details }: { readonly at: number; readonly type: string; readonly details: unknown },
): void => {
  visit.status = 'failed'
  const last = visit.attempts.at(-1)
  // Only the evaluation of expressions can fail again without an event that begins an attempt.
  const isAnother = last?.error !== undefined && type === 'EvaluationFailed'
  const attempt = last && !isAnother ? last : { eventId, startedAt: at }
  if (attempt !== last) visit.attempts.push(attempt)
  attempt.error = type
  attempt.endedAt = at
  setError(attempt, details)
}

const iterationStatuses: ReadonlyMap<string, VisitStatus> = new Map([
  ['MapIterationSucceeded', 'succeeded'],
  ['MapIterationFailed', 'failed'],
  ['MapIterationAborted', 'aborted'],
])

const readIteration = (visit: StateVisit, { id, type, timestamp, details }: ExecutionEvent): void => {
  const index = ownValue(details, 'index')
  if (typeof index !== 'number') return
  const known = visit.iterations.get(index)
  if (type === 'MapIterationStarted' && !known) {
    visit.iterations.set(index, { index, eventId: id, startedAt: timestamp.getTime(), status: 'running', visits: [] })
    return
  }
  if (!known) return
  const status = iterationStatuses.get(type)
  known.status = status ?? 'running'
  if (status) known.endedAt = timestamp.getTime()
}
