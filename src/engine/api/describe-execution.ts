import { z } from 'zod'
import type { EngineExecution } from '../execution/start-execution.ts'
import { MAX_EVENTS } from '../interpreter/program/events.ts'
import * as fields from './model/fields.ts'
import { requireExecution } from './model/lookup.ts'
import { operation, seconds } from './model/operation.ts'

type IncludedData = z.output<typeof fields.includedData> | undefined

/** How long after its end an execution can be redriven (developer guide, redrive-executions). */
const REDRIVABLE_MS = 14 * 24 * 60 * 60 * 1000

/** One execution as it is now. */
export const describeExecution = {
  DescribeExecution: operation(
    z.object({ executionArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ executionArn, includedData }, { registry, system }) => {
      const { execution } = requireExecution(registry, executionArn)
      const reason = whyNotRedrivable(execution, system.now())
      return {
        ...outcome(execution, includedData),
        mapRunArn: execution.mapRunArn,
        stateMachineVersionArn: execution.stateMachineVersionArn,
        stateMachineAliasArn: execution.stateMachineAliasArn,
        redriveCount: 0,
        redriveStatus: reason === undefined ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
        redriveStatusReason: reason,
      }
    },
  ),
}

/** What DescribeExecution and StartSyncExecution tell of an execution. */
export const outcome = (execution: EngineExecution, includedData: IncludedData) => {
  const { arn, name, stateMachineArn, status, startDate, stopDate, traceHeader } = execution
  return {
    executionArn: arn,
    stateMachineArn,
    name,
    status,
    startDate: seconds(startDate),
    stopDate: stopDate === undefined ? undefined : seconds(stopDate),
    traceHeader,
    ...(includedData === 'METADATA_ONLY' ? { inputDetails: { included: false } } : data(execution)),
  }
}

const data = ({ input, output, error, cause }: EngineExecution) => ({
  input,
  inputDetails: { included: true },
  output,
  outputDetails: output === undefined ? undefined : { included: true },
  error,
  cause,
})

/** AWS's reasons (recorded: running and succeeded; the rest from the developer guide, redrive-executions). */
const whyNotRedrivable = ({ status, stopDate, history }: EngineExecution, now: number): string | undefined => {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`
  if (history.length >= MAX_EVENTS - 1) return 'Execution history event limit exceeded'
  if (stopDate !== undefined && now - stopDate > REDRIVABLE_MS) return 'Execution redrivable period exceeded'
  return undefined
}
