import type { EngineExecution } from '../execution/engine-execution.ts'
import type { MapRunResults } from '../map-data/map-run-results.ts'
import type { ChildOutputs } from './child-outputs.ts'

/** How many items, or child executions, are in each status (AWS API, DescribeMapRun). */
export interface MapRunCounts {
  pending: number
  running: number
  succeeded: number
  failed: number
  timedOut: number
  aborted: number
  total: number
  resultsWritten: number
  failuresNotRedrivable: number
  pendingRedrive: number
}

/** One run of a distributed Map. Its counts and status change until it has stopped. */
export interface MapRunRecord {
  readonly arn: string
  readonly executionArn: string
  /** The ARN of the state machine that its children run: the parent's ARN with the Map's label. */
  readonly stateMachineArn: string
  readonly startDate: number
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  stopDate: number | undefined
  maxConcurrency: number
  /** To be called when `maxConcurrency` has changed. */
  concurrencyChanged: () => void
  toleratedFailureCount: number
  toleratedFailurePercentage: number
  readonly itemCounts: MapRunCounts
  readonly executionCounts: MapRunCounts
  /** The child executions that are not forgotten, oldest first, by ARN. */
  readonly children: Map<string, ChildRecord>
  readonly outputs: ChildOutputs
  /** The files of its results, if its ResultWriter has a destination. */
  readonly results: MapRunResults | undefined
  /** The children that succeeded and are not forgotten, in the order in which they ended. */
  readonly succeeded: EngineExecution[]
  redriveCount: number
  /** When it was redriven last, in milliseconds since the epoch. */
  redriveDate: number | undefined
}

/** A child execution with the number of its items. */
export interface ChildRecord {
  readonly execution: EngineExecution
  readonly items: number
  /** Increases with each child of the run, in the order of their inputs. */
  readonly order: number
}
