import type { ExecutionEvent } from '../client/execution-event.ts'
import type { GraphEdge } from './graph-model.ts'
import type { GraphRun } from './graph-options.ts'
import { type RunVisit, readVisits } from './read-visits.ts'

/** All visits of one state. */
export interface VisitSummary {
  readonly count: number
  /** The visits that ended with an error, including those whose error a catcher caught. */
  readonly failed: number
  readonly retries: number
  /** Milliseconds from the start to the end of the visits, added up. */
  readonly duration: number
}

/** A transition of the definition. */
interface Transition {
  readonly from: string
  readonly to: string
  readonly kind: GraphEdge['kind']
  /** The index of the choice rule or the catcher. */
  readonly index: number
}

/** A run by the names of states, which are unique in a whole definition (ASL spec, States). */
export interface RunSummary {
  readonly visits: ReadonlyMap<string, VisitSummary>
  /** The states that were left, and that no state followed. */
  readonly ended: ReadonlySet<string>
  isTaken(transition: Transition): boolean
}

/** Adds up the visits of a run, or of the events of an execution's history. */
export const summarizeRun = (run: GraphRun | readonly ExecutionEvent[]): RunSummary => {
  const visits = 'states' in run ? run.states.map(visitOf) : readVisits(run)
  const byName = new Map<string, RunVisit[]>()
  for (const visit of visits) {
    const others = byName.get(visit.name)
    if (others) others.push(visit)
    else byName.set(visit.name, [visit])
  }
  return {
    visits: new Map([...byName].map(([name, all]) => [name, summarize(all)])),
    ended: new Set(visits.flatMap(({ name, isLeft, next }) => (isLeft && next === undefined ? [name] : []))),
    isTaken: (transition) => byName.get(transition.from)?.some((visit) => takes(visit, transition)) ?? false,
  }
}

const visitOf = (state: GraphRun['states'][number]): RunVisit => ({
  ...state,
  attempts: state.attempts.length,
  isLeft: state.output !== undefined,
})

const summarize = (visits: readonly RunVisit[]): VisitSummary => ({
  count: visits.length,
  failed: visits.filter(({ error }) => error !== undefined).length,
  retries: visits.reduce((total, { attempts }) => total + Math.max(0, attempts - 1), 0),
  duration: visits.reduce((total, { duration }) => total + duration, 0),
})

/** Events do not record the choice rule and the catcher. Then every one that leads to the next state counts. */
const takes = ({ next, error, choice, catcher }: RunVisit, { to, kind, index }: Transition): boolean => {
  if (next !== to) return false
  if (kind === 'catch') return catcher === undefined ? error !== undefined : catcher === index
  if (error !== undefined) return false
  if (choice === undefined) return true
  return kind === 'default' ? choice === 'default' : choice === index
}
