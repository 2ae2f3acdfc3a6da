import type { MapRunCounts, MapRunRecord } from '../store/map-run-record.ts'
import type { EngineExecution } from './engine-execution.ts'

/** The counts of a run that has not started a child. */
export const countsOf = (total: number): MapRunCounts => ({
  pending: total,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
})

/** The count that an execution of each status belongs to. */
export const countOf = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const satisfies Record<EngineExecution['status'], keyof MapRunCounts>

/** Moves a child execution with its items from one count to another. */
export const moveChild = (
  { itemCounts, executionCounts }: MapRunRecord,
  items: number,
  from: keyof MapRunCounts,
  to: keyof MapRunCounts,
): void => {
  itemCounts[from] -= items
  itemCounts[to] += items
  executionCounts[from]--
  executionCounts[to]++
}
