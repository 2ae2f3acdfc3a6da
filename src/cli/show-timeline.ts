import { showDuration } from '../show-duration.ts'
import { showFailure } from '../show-failure.ts'
import type { Timeline } from '../timeline/timeline.ts'
import type { TimelineAttempt } from '../timeline/timeline-attempt.ts'
import type { TimelineSequence } from '../timeline/timeline-sequence.ts'
import type { SpanStatus, TimelineSpan } from '../timeline/timeline-span.ts'
import type { TimelineState } from '../timeline/timeline-state.ts'
import type { Io } from './io.ts'
import { fitText, padText, textColumns, wrapColumns } from './terminal-text.ts'

export interface TimelineView extends Pick<Io, 'colors' | 'columns'> {
  /** The end of what still runs, in milliseconds since the Unix epoch. */
  readonly now: number
  /** Shows every iteration. Without it, a Map with many iterations has counts, and those that failed or still run. */
  readonly all?: boolean
  /** Cuts notes to one line of the terminal, so that the number of lines is known. */
  readonly isLive?: boolean
}

/** A line of the tree: a name with its duration and bar, or a note over the full width. */
type Row =
  | {
      readonly depth: number
      readonly name: string
      readonly span: TimelineSpan
      readonly parts: readonly TimelineSpan[]
    }
  | { readonly depth: number; readonly note: string; readonly status: SpanStatus }

/** A Map with more iterations is folded. */
const MAX_ITERATIONS = 5

/** The most iterations of one status that a folded Map shows. */
const MAX_SHOWN = 10

/** Formats the states of a timeline as lines: a tree with a bar for each state, between the start and the end of the execution. */
export const showTimeline = (timeline: Timeline, view: TimelineView): string[] => {
  const rows = timeline.root.states.flatMap((state) => stateRows(state, 0, view))
  const scale = scaleOf(timeline, rows, view)
  return rows.flatMap((row) => ('note' in row ? noteLines(row, view) : spanLine(row, scale, view)))
}

/** The status of an execution in a colour, its duration and its error. */
export const showTimelineEnd = (timeline: Timeline, { colors, columns, now }: TimelineView): string => {
  const { status, root, redriveCount } = timeline
  const color = { RUNNING: colors.cyan, SUCCEEDED: colors.green, ABORTED: colors.yellow }[String(status)] ?? colors.red
  const duration = `${status === 'RUNNING' ? 'for' : 'in'} ${showDuration((root.end ?? now) - root.start)}`
  const head = `${duration}${redrivesOf(redriveCount)}`
  const failure = fitText(showFailure(root.error, root.cause), Math.max(20, columns - status.length - head.length - 3))
  return `${color(status)} ${head}${failure && `  ${failure}`}`
}

const stateRows = (state: TimelineState, depth: number, view: TimelineView): Row[] => [
  { depth, name: state.name, span: state, parts: state.attempts },
  ...state.attempts.flatMap((attempt) => attemptRows(attempt, depth + 1, view)),
]

const attemptRows = (attempt: TimelineAttempt, depth: number, view: TimelineView): Row[] => {
  const notes = [...attemptNotes(attempt, view)].map(([note, status]): Row => ({ depth, note, status }))
  const { sequences } = attempt
  const isFolded = !view.all && attempt.state.type === 'Map' && sequences.length > MAX_ITERATIONS
  const inner = isFolded
    ? foldedRows(sequences, depth, view)
    : sequences.flatMap((one) => sequenceRows(one, depth, view))
  return [...notes, ...inner]
}

function* attemptNotes(attempt: TimelineAttempt, { now }: TimelineView): Generator<[string, SpanStatus]> {
  const { state, index, status, start, end = now, isRedriven, error, cause, mapRuns, childExecutionArn } = attempt
  const label = state.attempts.length > 1 ? `attempt ${index + 1}${isRedriven ? ', redriven' : ''}` : ''
  if (status === 'failed') {
    // The error of a state inside of it is shown at that state.
    const failure = attempt.sequences.some((one) => one.status === 'failed') ? '' : showFailure(error, cause)
    const text = [label && `${label}, ${showDuration(end - start)}`, failure].filter(Boolean).join(': ')
    if (text !== '') yield [text, status]
  } else if (label !== '' && attempt.sequences.length > 0) yield [label, status]
  if (isWaiting(attempt)) yield [`no worker has taken the task for ${showDuration(now - start)}`, 'running']
  for (const { arn, status, redriveCount } of mapRuns) yield [`map run ${arn}${redrivesOf(redriveCount)}`, status]
  if (childExecutionArn !== undefined) yield [`execution ${childExecutionArn}`, status]
}

/** True if an activity's task waits for a worker. */
const isWaiting = ({ isRunning, resource = '', scheduledAt, startedAt }: TimelineAttempt): boolean =>
  isRunning && scheduledAt !== undefined && startedAt === undefined && resource.includes(':activity:')

const sequenceRows = (sequence: TimelineSequence, depth: number, view: TimelineView): Row[] => [
  { depth, name: nameOf(sequence), span: sequence, parts: [sequence] },
  ...sequence.states.flatMap((state) => stateRows(state, depth + 1, view)),
]

const nameOf = ({ kind, index }: TimelineSequence): string => (kind === 'branch' ? `branch ${index + 1}` : `#${index}`)

/** Counts by status, and the iterations that failed or still run. */
const foldedRows = (sequences: readonly TimelineSequence[], depth: number, view: TimelineView): Row[] => {
  const byStatus = new Map<SpanStatus, TimelineSequence[]>()
  for (const sequence of sequences) {
    const others = byStatus.get(sequence.status)
    if (others) others.push(sequence)
    else byStatus.set(sequence.status, [sequence])
  }
  const counts = Array.from(byStatus, ([status, { length }]) => `${length} ${status}`).join(', ')
  const note = `${counted(sequences.length, 'iteration')}: ${counts}`
  const shown = (['failed', 'running'] as const).flatMap((status) => {
    const all = byStatus.get(status) ?? []
    const left = all.length - MAX_SHOWN
    return [
      ...all.slice(0, MAX_SHOWN).flatMap((one) => sequenceRows(one, depth, view)),
      ...(left > 0 ? [{ depth, note: `and ${left} more that ${status === 'failed' ? 'failed' : 'run'}`, status }] : []),
    ]
  })
  return [{ depth, note, status: byStatus.has('failed') ? 'failed' : 'succeeded' }, ...shown]
}

const redrivesOf = (count: number): string => (count > 0 ? `, redriven ${count === 1 ? 'once' : `${count} times`}` : '')

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** The columns of the tree and of the bars, and the time that the bars span. */
interface Scale {
  readonly names: number
  readonly bars: number
  readonly start: number
  readonly duration: number
}

/** A longer cause is cut. */
const MAX_NOTE_LINES = 5

const DURATION_COLUMNS = 11
const GAP = 2

/** The names take as much as they need, but at most half of the line. */
const scaleOf = ({ root }: Timeline, rows: readonly Row[], { columns, now }: TimelineView): Scale => {
  const needed = rows.reduce(
    (most, row) => ('name' in row ? Math.max(most, row.depth * 2 + 2 + textColumns(row.name)) : most),
    0,
  )
  const names = Math.max(20, Math.min(needed, Math.floor(columns / 2)))
  const bars = Math.max(0, columns - names - DURATION_COLUMNS - GAP)
  return { names, bars, start: root.start, duration: Math.max(1, (root.end ?? now) - root.start) }
}

const spanLine = (row: Extract<Row, { name: string }>, scale: Scale, view: TimelineView): string => {
  const { depth, name, span } = row
  // A state that is nested too deep for the terminal stands with those around it.
  const indent = '  '.repeat(Math.min(depth, Math.floor(scale.names / 2) - 3))
  const label = padText(name, scale.names - indent.length - 2)
  const duration = showDuration((span.end ?? view.now) - span.start).padStart(DURATION_COLUMNS)
  const bar = barOf(row.parts, scale, view)
  return `${indent}${mark(span.status, view)} ${label}${duration}${' '.repeat(GAP)}${bar}`.trimEnd()
}

/** A bar for each part, and dots between them for the time before a retry. */
const barOf = (parts: readonly TimelineSpan[], { bars, start, duration }: Scale, view: TimelineView): string => {
  const column = (at: number): number => Math.min(bars - 1, Math.max(0, Math.floor(((at - start) / duration) * bars)))
  let bar = ''
  let position = 0
  if (bars < 1) return bar
  for (const { status, start: from, end = view.now } of parts) {
    const [first, last] = [column(from), column(end)]
    if (first > position) bar += (position === 0 ? ' ' : '·').repeat(first - position)
    // A part that is shorter than a column shares it with the one before it.
    const length = last + 1 - Math.max(first, position)
    if (length <= 0) continue
    bar += colorOf(status, view)('━'.repeat(length))
    position = last + 1
  }
  return bar
}

const noteLines = ({ depth, note, status }: Extract<Row, { note: string }>, view: TimelineView): string[] => {
  const indent = '  '.repeat(Math.min(depth + 1, Math.floor(view.columns / 4)))
  const color = status === 'failed' ? view.colors.red : view.colors.dim
  const columns = view.columns - indent.length
  const lines = view.isLive ? [fitText(note, columns)] : wrapColumns(note, columns, MAX_NOTE_LINES)
  return lines.map((line) => `${indent}${color(line)}`)
}

const marks: Readonly<Record<SpanStatus, string>> = {
  running: '●',
  succeeded: '✓',
  caught: '!',
  failed: '✗',
  aborted: '-',
}

const mark = (status: SpanStatus, view: TimelineView): string => colorOf(status, view)(marks[status])

const colorOf = (status: SpanStatus, { colors }: TimelineView): ((text: string) => string) =>
  ({ running: colors.cyan, succeeded: colors.green, caught: colors.yellow, failed: colors.red, aborted: colors.dim })[
    status
  ]
