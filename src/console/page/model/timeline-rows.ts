import type { Run } from './run.ts'
import type { StateVisit, VisitIteration, VisitStatus } from './state-visit.ts'

/** A line of the timeline: a visit, or an iteration of a Map state. */
export interface TimelineRow {
  /** Unique in the timeline. */
  readonly key: string
  readonly label: string
  readonly depth: number
  readonly status: VisitStatus
  readonly startedAt: number
  readonly endedAt: number | undefined
  /** The visit, or that of the Map state whose iteration it is. */
  readonly visit: StateVisit
  readonly iteration: VisitIteration | undefined
  /** True if it has rows inside it. */
  readonly isContainer: boolean
  readonly isExpanded: boolean
  /** The number of iterations of a Map state. */
  readonly iterations: number
}

/** Iterations up to this number are shown at once. */
const FEW = 5

/**
 * The rows of a timeline, in the order of the states' starts, each followed by those inside it.
 * @param toggled - the keys of rows that the user has expanded or collapsed
 * @param selected - a visit whose row is among the rows in any case
 */
export const timelineRows = ({ roots }: Run, toggled: ReadonlySet<string>, selected?: StateVisit): TimelineRow[] => {
  const rows: TimelineRow[] = []
  const around = keysAround(selected)
  const isExpanded = (key: string, byDefault: boolean): boolean => around.has(key) || toggled.has(key) !== byDefault
  const addIteration = (visit: StateVisit, iteration: VisitIteration, depth: number): void => {
    const key = `${visit.id}.${iteration.index}`
    const row = iterationRow(visit, iteration, { key, depth })
    const expanded = isExpanded(key, visit.iterations.size <= FEW)
    rows.push({ ...row, isExpanded: expanded })
    if (expanded) for (const inner of iteration.visits) addVisit(inner, depth + 1)
  }
  const addVisit = (visit: StateVisit, depth: number): void => {
    const row = visitRow(visit, depth)
    const expanded = isExpanded(row.key, true)
    rows.push({ ...row, isExpanded: expanded })
    if (!expanded) return
    for (const inner of visit.children) addVisit(inner, depth + 1)
    for (const iteration of visit.iterations.values()) addIteration(visit, iteration, depth + 1)
  }
  for (const visit of roots) addVisit(visit, 0)
  return rows
}

/** The keys of the rows that a row of a visit is inside of. */
const keysAround = (visit: StateVisit | undefined): ReadonlySet<string> => {
  const keys = new Set<string>()
  for (let at = visit; at?.parent; at = at.parent) {
    keys.add(String(at.parent.id))
    if (at.iteration) keys.add(`${at.parent.id}.${at.iteration.index}`)
  }
  return keys
}

const visitRow = (visit: StateVisit, depth: number): TimelineRow => ({
  key: String(visit.id),
  label: visit.name,
  depth,
  status: visit.status,
  startedAt: visit.enteredAt,
  endedAt: visit.leftAt ?? (visit.status === 'running' ? undefined : visit.attempts.at(-1)?.endedAt),
  visit,
  iteration: undefined,
  isContainer: visit.children.length > 0 || visit.iterations.size > 0,
  isExpanded: true,
  iterations: visit.iterations.size,
})

const iterationRow = (
  visit: StateVisit,
  iteration: VisitIteration,
  { key, depth }: Pick<TimelineRow, 'key' | 'depth'>,
): TimelineRow => ({
  key,
  label: `${visit.name}[${iteration.index}]`,
  depth,
  status: iteration.status,
  startedAt: iteration.startedAt,
  endedAt: iteration.endedAt,
  visit,
  iteration,
  isContainer: iteration.visits.length > 0,
  isExpanded: true,
  iterations: 0,
})
