import type {
  DescribeExecutionOutput,
  ExecutionRedriveStatus,
  ExecutionStatus,
  StartSyncExecutionOutput,
} from '@aws-sdk/client-sfn'
import { parseArn } from '../arn.ts'
import type { FailedState } from '../errors.ts'
import type { Json } from '../json.ts'
import type { CompleteOutput } from './complete-output.ts'
import { decodePayload } from './payload.ts'
import { withoutUndefined } from './without-undefined.ts'

/** An execution as `describeExecution` and `runExecution` return it: payloads are parsed. */
export interface ExecutionDescription<Output = Json> {
  readonly executionArn: string
  readonly stateMachineArn: string
  /** The version that it runs, if it was started with a version or an alias. */
  readonly versionArn?: string
  /** The alias that it was started with. */
  readonly aliasArn?: string
  /** The map run that started it, for a child execution of a distributed Map. */
  readonly mapRunArn?: string
  readonly name: string
  readonly status: ExecutionStatus
  readonly startDate: Date
  /** Absent while the execution runs. */
  readonly stopDate?: Date
  readonly input?: Json
  /** Present if the execution succeeded. */
  readonly output?: Output
  /** The ASL error name, if the execution failed. */
  readonly error?: string
  readonly cause?: string
  readonly traceHeader?: string
  /** Absent for an EXPRESS execution. */
  readonly redrive?: ExecutionRedrive
  /** The bill of AWS for an EXPRESS execution. */
  readonly billing?: { readonly durationMs: number; readonly memoryMiB: number }
  /** With `trace`, the state in which an execution ended without success. */
  readonly failedState?: FailedState
  /** With `trace`, the page of the execution in the AWS console. Absent if it did not run on AWS. */
  readonly consoleUrl?: string
}

/** An execution that succeeded. */
export interface SucceededExecution<Output = Json> extends ExecutionDescription<Output> {
  readonly status: 'SUCCEEDED'
  readonly output: Output
}

/** How often an execution was redriven, and if it can be redriven now. */
export interface ExecutionRedrive {
  readonly count: number
  /** When it was redriven last. */
  readonly date?: Date
  readonly status: ExecutionRedriveStatus
  /** Why it cannot be redriven. */
  readonly reason?: string
}

type ExecutionOutput = Omit<CompleteOutput<DescribeExecutionOutput>, 'stateMachineArn'> &
  Pick<CompleteOutput<StartSyncExecutionOutput>, 'billingDetails'>

/** Converts the output of DescribeExecution or of StartSyncExecution, which share their fields. */
export const toExecutionDescription = (stateMachineArn: string, output: ExecutionOutput): ExecutionDescription => {
  const { executionArn, name = nameOf(executionArn), status, startDate, billingDetails } = output
  const { stopDate, error, cause, traceHeader, mapRunArn } = output
  const { stateMachineVersionArn: versionArn, stateMachineAliasArn: aliasArn } = output
  return {
    ...{ executionArn, stateMachineArn },
    ...withoutUndefined({ versionArn, aliasArn, mapRunArn }),
    ...{ name, status, startDate },
    ...withoutUndefined({ stopDate, input: decodePayload(output.input), output: decodePayload(output.output) }),
    ...withoutUndefined({ error, cause, traceHeader, redrive: toRedrive(output), billing: toBilling(billingDetails) }),
  }
}

const nameOf = (executionArn: string): string => parseArn(executionArn)?.resource[2] ?? executionArn

const toBilling = (details: ExecutionOutput['billingDetails']): ExecutionDescription['billing'] =>
  details && {
    durationMs: details.billedDurationInMilliseconds ?? 0,
    memoryMiB: details.billedMemoryUsedInMB ?? 0,
  }

const toRedrive = (output: ExecutionOutput): ExecutionRedrive | undefined => {
  const { redriveCount: count = 0, redriveDate: date, redriveStatus: status, redriveStatusReason: reason } = output
  return status && { count, status, ...withoutUndefined({ date, reason }) }
}
