import type { Timeline } from './timeline.ts'
import type { TimelineAttempt } from './timeline-attempt.ts'
import type { TimelineSequence } from './timeline-sequence.ts'
import type { TimelineSpan } from './timeline-span.ts'
import type { TimelineState } from './timeline-state.ts'

/**
 * A timeline as a value that becomes JSON, as `stepwise history --json` prints it: times are ISO strings, durations milliseconds. Members
 * without a value are `undefined`, so that JSON omits them.
 */
export const timelineJson = (timeline: Timeline) => {
  const { status, root, redriveCount, input, output, lastEventId } = timeline
  return {
    ...spanJson(root),
    status,
    redriveCount,
    events: lastEventId,
    input,
    output,
    states: root.states.map(stateJson),
  }
}

interface StateJson extends SpanJson {
  readonly name: string
  readonly type: string
  readonly path: readonly (string | number)[]
  readonly redriveCount?: number
  readonly input: unknown
  readonly output: unknown
  readonly assigned: unknown
  readonly attempts: readonly object[]
}

interface SpanJson {
  readonly status: string
  readonly start: string
  readonly end?: string | undefined
  readonly durationMs?: number | undefined
  readonly error?: string | undefined
  readonly cause?: string | undefined
}

const spanJson = ({ status, start, end, error, cause }: TimelineSpan): SpanJson => ({
  status,
  start: new Date(start).toISOString(),
  ...(end !== undefined && { end: new Date(end).toISOString(), durationMs: end - start }),
  error,
  cause,
})

const stateJson = (state: TimelineState): StateJson => {
  const { name, type, path, redriveCount, input, output, assigned, attempts } = state
  return {
    name,
    type,
    path,
    ...spanJson(state),
    ...(redriveCount > 0 && { redriveCount }),
    input,
    output,
    assigned,
    attempts: attempts.map(attemptJson),
  }
}

const attemptJson = (attempt: TimelineAttempt) => {
  const { isRedriven, resource, workerName, childExecutionArn, itemCount, mapRuns, sequences } = attempt
  return {
    ...spanJson(attempt),
    ...(isRedriven && { isRedriven }),
    resource,
    workerName,
    arguments: attempt.arguments,
    result: attempt.result,
    childExecutionArn,
    itemCount,
    ...(mapRuns.length > 0 && {
      mapRuns: mapRuns.map((run) => ({ mapRunArn: run.arn, redriveCount: run.redriveCount, ...spanJson(run) })),
    }),
    ...(sequences.length > 0 && { [fieldOf[attempt.state.type] ?? 'branches']: sequences.map(sequenceJson) }),
  }
}

const fieldOf: Readonly<Record<string, string>> = { Parallel: 'branches', Map: 'iterations' }

const sequenceJson = (sequence: TimelineSequence): object => ({
  index: sequence.index,
  ...spanJson(sequence),
  states: sequence.states.map(stateJson),
})
