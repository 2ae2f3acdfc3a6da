import type { SpanStatus } from '../../../timeline/timeline-span.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'

/** The visits of one state in a graph. */
export interface GraphMark {
  readonly status: SpanStatus
  readonly count: number
  readonly failed: number
  readonly retries: number
}

/** The visits of an execution by the names of states, and the transitions that it took. */
export interface GraphMarks {
  readonly states: ReadonlyMap<string, GraphMark>
  /** The transitions, as {@link transitionKey} names them. */
  readonly taken: ReadonlySet<string>
}

/** The name of a transition. A catcher's transition is another one than that of `next`. */
export const transitionKey = (from: string, to: string, isCatch: boolean): string => JSON.stringify([from, to, isCatch])

/** From the most important status of a state to the least one. */
const priorities: readonly SpanStatus[] = ['running', 'failed', 'caught', 'aborted', 'succeeded']

/** Collects the marks of a graph from the visits of each state. */
export const graphMarks = (visits: ReadonlyMap<string, readonly TimelineState[]>): GraphMarks => {
  const taken = new Set<string>()
  const states = new Map<string, GraphMark>()
  for (const [name, ofName] of visits) {
    states.set(name, markOf(ofName))
    for (const { next, status } of ofName) if (next) taken.add(transitionKey(name, next.name, status === 'caught'))
  }
  return { states, taken }
}

const markOf = (visits: readonly TimelineState[]): GraphMark => {
  const statuses = new Set(visits.map(({ status }) => status))
  return {
    status: priorities.find((status) => statuses.has(status)) ?? 'succeeded',
    count: visits.length,
    failed: visits.filter(({ status }) => status === 'failed' || status === 'caught').length,
    retries: visits.reduce((total, { attempts }) => total + attempts.length - 1, 0),
  }
}
