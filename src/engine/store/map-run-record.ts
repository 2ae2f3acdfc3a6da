import type { EngineExecution } from '../execution/engine-execution.ts'

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

/** A child execution of a Map Run, with the number of its items. A redrive replaces an EXPRESS execution. */
export interface MapRunChild {
  execution: EngineExecution
  readonly items: number
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
  toleratedFailureCount: number
  toleratedFailurePercentage: number
  readonly itemCounts: MapRunCounts
  readonly executionCounts: MapRunCounts
  /** The child executions, in the order of their inputs. */
  readonly children: MapRunChild[]
  redriveCount: number
  /** When it was redriven last, in milliseconds since the epoch. */
  redriveDate: number | undefined
}
