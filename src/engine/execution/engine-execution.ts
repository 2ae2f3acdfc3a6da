import type { ExecutionSize } from './execution-size.ts'
import type { History } from './history.ts'

/** How long a STANDARD execution may be open (Step Functions quotas). */
export const MAX_OPEN_SECONDS = 31_536_000

export type EngineExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** One execution of a state machine. Its members change until `done` resolves, and again if it is redriven. */
export interface EngineExecution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
  readonly stateMachineVersionArn: string | undefined
  readonly stateMachineAliasArn: string | undefined
  readonly roleArn: string
  readonly type: 'STANDARD' | 'EXPRESS'
  /** The Map Run that started it, if it is the child of a distributed Map. */
  readonly mapRunArn: string | undefined
  readonly traceHeader: string | undefined
  /** JSON, as it was given. */
  readonly input: string
  readonly status: EngineExecutionStatus
  /** True while it waits for its Map Run to redrive it. */
  isPendingRedrive: boolean
  /** Milliseconds since the epoch. */
  readonly startDate: number
  readonly stopDate: number | undefined
  /** JSON, if it succeeded. */
  readonly output: string | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly history: History
  readonly redriveCount: number
  /** When it was redriven last, in milliseconds since the epoch. */
  readonly redriveDate: number | undefined
  /** The memory that it takes, as estimated. */
  readonly size: ExecutionSize
  /** Resolves when the execution has ended, however it ends: nothing of it waits or runs then. Each redrive replaces it. */
  readonly done: Promise<void>
  /** Ends it as ABORTED. Does nothing if it has ended. */
  stop(error?: string, cause?: string): void
  /** Ends it as ABORTED before it enters another state. */
  stopAtTransition(): void
  /** Continues it from where it ended. It must have ended without success, and be registered as running again. */
  redrive(): void
}
