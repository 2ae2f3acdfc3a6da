import type { ExecutionEvent } from '../client/execution-event.ts'
import { FailedStateSearch } from '../client/failed-state.ts'
import { ownValue } from '../specs/value-at-path.ts'

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

/** A visit while its events are read. */
interface OpenVisit {
  readonly name: string
  readonly enteredAt: number
  attempts: number
  error?: string | undefined
  leftAt?: number
  next?: string
}

/** With one of these events, an attempt of a state begins. */
const starting = /Scheduled$|^(Parallel|Map)StateStarted$/

const failing = /(Failed|TimedOut)$/

/** The visits of states that the events of one history report, in their order. The states of child executions are not among them. */
export const readVisits = (events: readonly ExecutionEvent[]): RunVisit[] => {
  const visits: OpenVisit[] = []
  const open = new Map<string, OpenVisit>()
  const byExit = new Map<number, OpenVisit>()
  const search = new FailedStateSearch()
  for (const event of events) {
    search.read(event)
    if (event.path === undefined) continue
    const key = JSON.stringify(event.path)
    const at = event.timestamp.getTime()
    if (event.type.endsWith('StateEntered')) {
      const visit = { name: event.state, enteredAt: at, attempts: 0 }
      visits.push(visit)
      open.set(key, visit)
      const previous = byExit.get(event.previousEventId)
      if (previous) previous.next = visit.name
      continue
    }
    const visit = open.get(key)
    if (!visit) continue
    if (event.type.endsWith('StateExited')) {
      visit.leftAt = at
      byExit.set(event.id, visit)
    } else readAttempt(visit, event)
  }
  const last = events.at(-1)
  // A state that fails before its work starts has no event of its own.
  const failed = last?.type === 'ExecutionFailed' ? open.get(JSON.stringify(search.found?.path)) : undefined
  if (failed && failed.leftAt === undefined) failed.error ??= 'States.Runtime'
  const end = last?.timestamp.getTime() ?? 0
  return visits.map(({ name, attempts, error, enteredAt, leftAt, next }) => ({
    name,
    attempts,
    error,
    duration: (leftAt ?? end) - enteredAt,
    isLeft: leftAt !== undefined,
    next,
  }))
}

const readAttempt = (visit: OpenVisit, { type, details }: ExecutionEvent): void => {
  if (starting.test(type)) {
    visit.attempts += 1
    visit.error = undefined
  } else if (failing.test(type) && !type.startsWith('MapIteration')) {
    visit.error = String(ownValue(details, 'error') ?? type)
  }
}
