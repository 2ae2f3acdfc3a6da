import type { Run } from './run.ts'
import type { StateVisit, VisitStatus } from './state-visit.ts'

/** The visits of one state in a graph. */
export interface GraphMark {
  readonly status: VisitStatus
  readonly count: number
  readonly failed: number
  readonly retries: number
}

/** The visits of a run by the names of states, and the transitions that it took. */
export interface GraphMarks {
  readonly states: ReadonlyMap<string, GraphMark>
  /** The transitions, as {@link transitionKey} names them. */
  readonly taken: ReadonlySet<string>
}

/** The name of a transition. A catcher's transition is another one than that of `next`. */
export const transitionKey = (from: string, to: string, isCatch: boolean): string => JSON.stringify([from, to, isCatch])

/** From the most important status of a state to the least one. */
const priorities: readonly VisitStatus[] = ['running', 'failed', 'caught', 'aborted', 'succeeded']

export const graphMarks = (run: Run): GraphMarks => {
  const taken = new Set<string>()
  for (const { name, previous } of run.visits) {
    if (previous) taken.add(transitionKey(previous.name, name, previous.status === 'caught'))
  }
  return { states: new Map(Array.from(run.byName, ([name, visits]) => [name, markOf(visits)])), taken }
}

const markOf = (visits: readonly StateVisit[]): GraphMark => {
  const statuses = new Set(visits.map(({ status }) => status))
  return {
    status: priorities.find((status) => statuses.has(status)) ?? 'succeeded',
    count: visits.length,
    failed: visits.filter(({ status }) => status === 'failed' || status === 'caught').length,
    retries: visits.reduce((total, { attempts }) => total + Math.max(0, attempts.length - 1), 0),
  }
}
