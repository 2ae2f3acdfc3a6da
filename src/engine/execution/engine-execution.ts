import type { History } from './history.ts'

export type EngineExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** One execution of a state machine. Its members change until `done` resolves. */
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
  /** Milliseconds since the epoch. */
  readonly startDate: number
  readonly stopDate: number | undefined
  /** JSON, if it succeeded. */
  readonly output: string | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly history: History
  /** An estimate of the memory that it takes when it has ended. */
  readonly endedBytes: number
  /** Resolves when the execution has ended, however it ends: nothing of it waits or runs then. */
  readonly done: Promise<void>
  /** Ends it as ABORTED. Does nothing if it has ended. */
  stop(error?: string, cause?: string): void
  /** Ends it as ABORTED before it enters another state. */
  stopAtTransition(): void
}
