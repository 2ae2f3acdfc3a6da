import type { Timeline } from '../../../timeline/timeline.ts'
import type { TimelineSequence } from '../../../timeline/timeline-sequence.ts'
import type { TimelineSpan } from '../../../timeline/timeline-span.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'

/** A line of the timeline: a visit of a state, or an iteration of a Map state. */
export interface TimelineRow {
  /** Unique in the timeline. */
  readonly key: string
  readonly label: string
  readonly depth: number
  readonly span: TimelineSpan
  /** The visit, or that of the Map state whose iteration it is. */
  readonly state: TimelineState
  readonly isIteration: boolean
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
export const timelineRows = (
  { root }: Timeline,
  toggled: ReadonlySet<string>,
  selected?: TimelineState,
): TimelineRow[] => {
  const rows: TimelineRow[] = []
  const around = keysAround(selected)
  const isExpanded = (key: string, byDefault: boolean): boolean => around.has(key) || toggled.has(key) !== byDefault
  const addIteration = (state: TimelineState, iteration: TimelineSequence, depth: number): void => {
    const key = keyOfIteration(iteration)
    const expanded = isExpanded(key, iterationsOf(state).length <= FEW)
    rows.push({ ...iterationRow(state, iteration, depth), isExpanded: expanded })
    if (expanded) for (const inner of iteration.states) addState(inner, depth + 1)
  }
  const addState = (state: TimelineState, depth: number): void => {
    const row = stateRow(state, depth)
    const expanded = isExpanded(row.key, true)
    rows.push({ ...row, isExpanded: expanded })
    if (!expanded) return
    for (const sequence of sequencesOf(state)) {
      if (sequence.kind === 'iteration') addIteration(state, sequence, depth + 1)
      else for (const inner of sequence.states) addState(inner, depth + 1)
    }
  }
  for (const state of root.states) addState(state, 0)
  return rows
}

/** The branches or iterations of all attempts. */
const sequencesOf = ({ attempts }: TimelineState): readonly TimelineSequence[] =>
  attempts.length === 1 ? attempts[0].sequences : attempts.flatMap(({ sequences }) => sequences)

const iterationsOf = (state: TimelineState): readonly TimelineSequence[] =>
  state.type === 'Map' ? sequencesOf(state) : []

const keyOfIteration = ({ owner, index }: TimelineSequence): string => `${owner?.state.id}.${owner?.index}.${index}`

/** The keys of the rows that a row of a visit is inside of. */
const keysAround = (state: TimelineState | undefined): ReadonlySet<string> => {
  const keys = new Set<string>()
  for (let sequence = state?.sequence; sequence?.owner; sequence = sequence.owner.state.sequence) {
    keys.add(String(sequence.owner.state.id))
    if (sequence.kind === 'iteration') keys.add(keyOfIteration(sequence))
  }
  return keys
}

const stateRow = (state: TimelineState, depth: number): TimelineRow => ({
  key: String(state.id),
  label: state.name,
  depth,
  span: state,
  state,
  isIteration: false,
  isContainer: sequencesOf(state).length > 0,
  isExpanded: true,
  iterations: iterationsOf(state).length,
})

const iterationRow = (state: TimelineState, iteration: TimelineSequence, depth: number): TimelineRow => ({
  key: keyOfIteration(iteration),
  label: `${state.name}[${iteration.index}]`,
  depth,
  span: iteration,
  state,
  isIteration: true,
  isContainer: iteration.states.length > 0,
  isExpanded: true,
  iterations: 0,
})
