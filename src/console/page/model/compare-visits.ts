import type { Timeline } from '../../../timeline/timeline.ts'
import type { SpanStatus } from '../../../timeline/timeline-span.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'
import { visitsByName } from './visits-by-name.ts'

/** One side of a compared visit. */
export interface ComparedVisit {
  readonly status: SpanStatus
  /** Milliseconds; `undefined` if it has not ended. */
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
export const compareVisits = (left: Timeline, right: Timeline): ComparedRow[] => {
  const [ofLeft, ofRight] = [visitsByName(left), visitsByName(right)]
  return [...new Set([...ofLeft.keys(), ...ofRight.keys()])].flatMap((name) => {
    const [a, b] = [ofLeft.get(name) ?? [], ofRight.get(name) ?? []]
    return Array.from({ length: Math.max(a.length, b.length) }, (_, visit) => {
      const sides = { left: sideOf(a[visit]), right: sideOf(b[visit]) }
      return { name, visit, ...sides, difference: differenceOf(sides.left, sides.right) }
    })
  })
}

const sideOf = (state: TimelineState | undefined): ComparedVisit | undefined => {
  if (!state) return undefined
  const { status, start, end, attempts, error, input, output } = state
  const duration = end === undefined ? undefined : end - start
  return { status, duration, attempts: attempts.length, error, input, output }
}

const compared = ['status', 'error', 'attempts', 'input', 'output'] as const

const differenceOf = (left: ComparedVisit | undefined, right: ComparedVisit | undefined): ComparedRow['difference'] => {
  if (!left || !right) return 'visited'
  return compared.find((member) => JSON.stringify(left[member]) !== JSON.stringify(right[member]))
}
