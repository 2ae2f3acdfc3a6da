import type { Run } from './run.ts'
import { errorOf, type StateVisit, type VisitStatus } from './state-visit.ts'
import { visitData } from './visit-data.ts'

/** One side of a compared visit. */
export interface ComparedVisit {
  readonly id: number
  readonly status: VisitStatus
  /** Milliseconds; `undefined` if it was not left. */
  readonly duration: number | undefined
  readonly attempts: number
  readonly error: string | undefined
  readonly input: unknown
  readonly output: unknown
}

/** The visits of a state at one position of two executions, in their order. */
export interface ComparedRow {
  readonly name: string
  /** The index among the visits of the state. */
  readonly visit: number
  readonly left: ComparedVisit | undefined
  readonly right: ComparedVisit | undefined
  /** The first thing that differs; `undefined` if nothing does. Durations are not compared. */
  readonly difference: 'visited' | 'status' | 'error' | 'attempts' | 'input' | 'output' | undefined
}

/** Compares two executions visit by visit: the n-th visit of a state in one with the n-th in the other. */
export const compareRuns = (left: Run, right: Run): ComparedRow[] => {
  const names = [...new Set([...left.byName.keys(), ...right.byName.keys()])]
  return names.flatMap((name) => {
    const [ofLeft, ofRight] = [left.byName.get(name) ?? [], right.byName.get(name) ?? []]
    return Array.from({ length: Math.max(ofLeft.length, ofRight.length) }, (_, visit) => {
      const sides = { left: sideOf(left, ofLeft[visit]), right: sideOf(right, ofRight[visit]) }
      return { name, visit, ...sides, difference: differenceOf(sides.left, sides.right) }
    })
  })
}

const sideOf = (run: Run, visit: StateVisit | undefined): ComparedVisit | undefined => {
  if (!visit) return undefined
  const { input, output } = visitData(run, visit)
  const duration = visit.leftAt === undefined ? undefined : visit.leftAt - visit.enteredAt
  return {
    id: visit.id,
    status: visit.status,
    duration,
    attempts: visit.attempts.length,
    error: errorOf(visit).error,
    input,
    output,
  }
}

const compared = ['status', 'error', 'attempts', 'input', 'output'] as const

const differenceOf = (left: ComparedVisit | undefined, right: ComparedVisit | undefined): ComparedRow['difference'] => {
  if (!left || !right) return 'visited'
  return compared.find((member) => JSON.stringify(left[member]) !== JSON.stringify(right[member]))
}
