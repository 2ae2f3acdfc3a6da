import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import { ApiError } from '../../api-error.ts'
import { parseJsonText, toJsonText } from '../../interpreter/program/json-text.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { asResponse } from '../services/member-names.ts'
import { contentLength, httpDate, sdkMetadata } from '../services/sdk-metadata.ts'

/** `states:startExecution`: starts another machine (developer guide, connect-stepfunctions). */
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
    throw asFailure(error, requestId)
  }
}

/** An answer of the API that is an error, in the words of the SDK (version 1 for Java) that this integration shows. */
const asFailure = (error: unknown, requestId: string): unknown => {
  if (!(error instanceof ApiError)) return error
  const name = error.name.endsWith('Exception') ? error.name : `${error.name}Exception`
  const details = `Service: AWSStepFunctions; Status Code: 400; Error Code: ${error.name}; Request ID: ${requestId}; Proxy: null`
  return new StateFailure(`StepFunctions.${name}`, `${error.message} (${details})`)
}

/** Members of DescribeExecution that a task's result does not have (recorded). */
const notTold = new Set(['redriveCount', 'redriveStatus', 'redriveStatusReason', 'redriveDate'])

/** `.sync`: waits for the execution's end; `.sync:2` gives its input and output as values instead of texts. */
export const awaitNestedExecution = async (
  response: Json,
  { pattern, deps, signal }: IntegrationCall,
): Promise<Json> => {
  const executionArn = String(isJsonObject(response) ? response.ExecutionArn : '')
  const execution = deps.findExecution(executionArn)
  if (execution) await untilEnd(execution.done, signal, () => execution.stop())
  const described = await deps
    .callOperation('DescribeExecution', { executionArn }, signal)
    .catch((error: unknown) => Promise.reject(asFailure(error, deps.system.uuid())))
  const told = Object.fromEntries(Object.entries(described).filter(([name]) => !notTold.has(name)))
  const result = withTimes(asResponse(told) as JsonObject, described)
  if (result.Status !== 'SUCCEEDED') throw new StateFailure('States.TaskFailed', toJsonText(result))
  return pattern === 'sync:2' ? { ...result, Input: value(result.Input), Output: value(result.Output) } : result
}

/** This integration tells times in milliseconds since the epoch. */
const withTimes = (result: JsonObject, { startDate, stopDate }: JsonObject): JsonObject => ({
  ...result,
  ...(startDate !== undefined && { StartDate: Math.round(Number(startDate) * 1000) }),
  ...(stopDate !== undefined && { StopDate: Math.round(Number(stopDate) * 1000) }),
})

const value = (text: Json | undefined): Json => (typeof text === 'string' ? parseJsonText(text) : (text ?? null))

/** A task that is stopped stops the execution that it waits for (developer guide, connect-stepfunctions). */
const untilEnd = (done: Promise<void>, signal: StopSignal, stop: () => void): Promise<void> =>
  new Promise((resolve, reject) => {
    const abort = () => {
      stop()
      reject(signal.reason)
    }
    if (signal.aborted) return abort()
    signal.addEventListener('abort', abort, { once: true })
    done.then(() => {
      signal.removeEventListener('abort', abort)
      resolve()
    })
  })
