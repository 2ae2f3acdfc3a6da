import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { onAbort, type StopSignal, until } from '../../../stop.ts'
import { ApiError } from '../../api-error.ts'
import type { EngineExecution } from '../../execution/engine-execution.ts'
import { parseJsonText, toJsonText } from '../../interpreter/program/json-text.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { toAslResponse } from '../services/member-names.ts'
import { contentLength, httpDate, sdkMetadata } from '../services/sdk-metadata.ts'

/** Performs `states:startExecution` (developer guide, connect-stepfunctions). @throws StateFailure `StepFunctions.…Exception` */
export const startNestedExecution = async ({ parameters, deps, signal }: IntegrationCall): Promise<Json> => {
  const { StateMachineArn, Name, Input, TraceHeader } = isJsonObject(parameters) ? parameters : {}
  const request: JsonObject = {
    stateMachineArn: StateMachineArn ?? '',
    ...(Name !== undefined && { name: Name }),
    ...(Input != null && { input: typeof Input === 'string' ? Input : toJsonText(Input) }),
    ...(TraceHeader !== undefined && { traceHeader: TraceHeader }),
  }
  const requestId = deps.system.uuid()
  try {
    const response = await deps.callOperation('StartExecution', request, signal)
    const headers = {
      'x-amzn-RequestId': requestId,
      connection: 'keep-alive',
      'Content-Length': contentLength(JSON.stringify(response)),
      Date: httpDate(deps.system.now()),
      'Content-Type': 'application/x-amz-json-1.0',
    }
    return {
      ExecutionArn: response.executionArn ?? null,
      ...sdkMetadata(headers, { requestId }),
      StartDate: Math.round(Number(response.startDate) * 1000),
    }
  } catch (error) {
    throw toStateFailure(error, requestId)
  }
}

/** An error of the API in the form of the SDK (version 1 for Java) that AWS's integration shows. Other errors stay as they are. */
const toStateFailure = (error: unknown, requestId: string): unknown => {
  if (!(error instanceof ApiError)) return error
  const name = error.name.endsWith('Exception') ? error.name : `${error.name}Exception`
  const details = `Service: AWSStepFunctions; Status Code: 400; Error Code: ${error.name}; Request ID: ${requestId}; Proxy: null`
  return new StateFailure(`StepFunctions.${name}`, `${error.message} (${details})`)
}

/** Members of DescribeExecution that a task's result does not have (recorded). */
const omitted = new Set(['redriveCount', 'redriveStatus', 'redriveStatusReason', 'redriveDate'])

/**
 * Waits for the end of the execution that was started (`.sync`). With `.sync:2`, its input and output are values instead
 * of JSON strings. A task that is stopped stops the execution.
 * @throws StateFailure if the execution does not succeed; the signal's reason
 */
export const awaitNestedExecution = async (
  response: Json,
  { pattern, deps, signal }: IntegrationCall,
): Promise<Json> => {
  const executionArn = String(isJsonObject(response) ? response.ExecutionArn : '')
  const execution = deps.registry.executions.get(executionArn)?.execution
  if (execution) await endOf(execution, signal)
  const described = await deps
    .callOperation('DescribeExecution', { executionArn }, signal)
    .catch((error: unknown) => Promise.reject(toStateFailure(error, deps.system.uuid())))
  const shown = Object.fromEntries(Object.entries(described).filter(([name]) => !omitted.has(name)))
  const result = withTimes(toAslResponse(shown), described)
  if (result.Status !== 'SUCCEEDED') throw new StateFailure('States.TaskFailed', toJsonText(result))
  return pattern === 'sync:2' ? { ...result, Input: parsed(result.Input), Output: parsed(result.Output) } : result
}

/** Times are milliseconds since the epoch in this integration. */
const withTimes = (result: JsonObject, { startDate, stopDate }: JsonObject): JsonObject => ({
  ...result,
  ...(startDate !== undefined && { StartDate: Math.round(Number(startDate) * 1000) }),
  ...(stopDate !== undefined && { StopDate: Math.round(Number(stopDate) * 1000) }),
})

const parsed = (payload: Json | undefined): Json =>
  typeof payload === 'string' ? parseJsonText(payload) : (payload ?? null)

const endOf = async ({ done, stop }: EngineExecution, signal: StopSignal): Promise<void> => {
  const removeListener = onAbort(signal, () => stop())
  await until(signal, done).finally(removeListener)
}
