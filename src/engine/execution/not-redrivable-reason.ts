import { MAX_EVENTS } from '../interpreter/program/events.ts'
import { type EngineExecution, MAX_OPEN_SECONDS } from './engine-execution.ts'

/** How long after its end an execution can be redriven (developer guide, redrive-executions). */
const REDRIVABLE_MS = 14 * 24 * 60 * 60 * 1000

/**
 * Why an execution cannot be redriven, in AWS's words (recorded: running and succeeded; the rest from the API reference, DescribeExecution).
 * @returns `undefined` if it can be redriven. An EXPRESS child of a Map Run that failed always can, as it starts again.
 */
export const notRedrivableReason = (execution: EngineExecution, now: number): string | undefined => {
  const { status, isPendingRedrive, type, startDate, stopDate = now, history } = execution
  if (isPendingRedrive || status === 'RUNNING' || status === 'SUCCEEDED')
    return `Execution is ${isPendingRedrive ? 'PENDING_REDRIVE' : status} and cannot be redriven`
  if (type === 'EXPRESS') return undefined
  if (history.length >= MAX_EVENTS - 1) return 'Execution history event limit exceeded'
  if (stopDate - startDate >= MAX_OPEN_SECONDS * 1000) return 'Execution has exceeded the max execution time'
  if (now - stopDate > REDRIVABLE_MS) return 'Execution redrivable period exceeded'
  return undefined
}
