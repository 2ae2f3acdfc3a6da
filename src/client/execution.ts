import type { DescribeExecutionOutput, ExecutionStatus, StartSyncExecutionOutput } from '@aws-sdk/client-sfn'
import { parseArn } from '../arn.ts'
import type { Json } from '../json.ts'
import type { Answered } from './answered.ts'
import { decodePayload } from './payload.ts'

/** An execution as `describeExecution` and `runExecution` show it: payloads are parsed. */
export interface Execution {
  readonly executionArn: string
  readonly stateMachineArn: string
  readonly name: string
  readonly status: ExecutionStatus
  readonly startDate: Date
  /** Absent while the execution runs. */
  readonly stopDate?: Date
  readonly input?: Json
  /** Present when it succeeded. */
  readonly output?: Json
  /** The ASL error name, when it failed. */
  readonly error?: string
  readonly cause?: string
  readonly traceHeader?: string
  /** What AWS bills for an EXPRESS execution. */
  readonly billing?: { readonly durationMs: number; readonly memoryMiB: number }
}

type Fields = Omit<Answered<DescribeExecutionOutput>, 'stateMachineArn'> &
  Pick<Answered<StartSyncExecutionOutput>, 'billingDetails'>

/** Reads the answer of DescribeExecution or of StartSyncExecution, which share their fields. */
export const readExecution = (stateMachineArn: string, answer: Fields): Execution => {
  const { executionArn, name = nameOf(executionArn), status, startDate, billingDetails } = answer
  const { stopDate, error, cause, traceHeader } = answer
  return {
    ...{ executionArn, stateMachineArn, name, status, startDate },
    ...present({ stopDate, input: decodePayload(answer.input), output: decodePayload(answer.output) }),
    ...present({ error, cause, traceHeader, billing: readBilling(billingDetails) }),
  }
}

const nameOf = (executionArn: string): string => parseArn(executionArn)?.resource[2] ?? executionArn

const readBilling = (details: Fields['billingDetails']): Execution['billing'] =>
  details && {
    durationMs: details.billedDurationInMilliseconds ?? 0,
    memoryMiB: details.billedMemoryUsedInMB ?? 0,
  }

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const present = <T extends object>(fields: T): Present<T> => {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as Present<T>
}
