import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { Stop, type StopSignal } from '../../../stop.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { toOptimizedFailure } from '../sdk/optimized-errors.ts'
import { SdkFailure, sendOperation } from '../sdk/send-operation.ts'
import { operationOf } from '../sdk/service-operation.ts'
import { optimizedSpelling } from '../sdk/spelling.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { noService } from '../services/no-service.ts'
import type { Job, StartedJob } from './job.ts'
import { jobKinds } from './job-kinds.ts'

/** The waits between two descriptions of a job: they grow, as those of Step Functions do. */
const FIRST_POLL_MS = 500
const LAST_POLL_MS = 15_000

/**
 * Waits for the job that a call has started (`.sync`): describes it until it has ended. A job whose task is stopped or times out is stopped
 * too, if Step Functions does so for its service.
 * @throws StateFailure `States.TaskFailed` with the description as its cause if the job fails; the signal's reason
 */
export const awaitJob = async (response: Json, call: IntegrationCall): Promise<Json> => {
  const job = jobKinds.get(`${call.resourceType}:${call.action}`)
  if (!job) throw noService(call, { problem: `it cannot wait for ${call.resource}`, remedy: 'Call it without .sync' })
  const started = startedJob(response, call)
  try {
    return await poll(job, started, call)
  } catch (failure) {
    if (call.signal.aborted) stopJob(response, call)
    throw failure
  }
}

/** Stops a job without waiting until it has stopped. An error is ignored: the task has ended before. */
export const stopJob = (response: Json, call: IntegrationCall): void => {
  const { stop } = jobKinds.get(`${call.resourceType}:${call.action}`) ?? {}
  if (stop) send(stop.call, stop.request(startedJob(response, call)), call, new Stop()).catch(() => {})
}

const startedJob = (response: Json, { parameters }: IntegrationCall): StartedJob => ({
  parameters: isJsonObject(parameters) ? parameters : {},
  response: isJsonObject(response) ? response : {},
})

const poll = async (job: Job, started: StartedJob, call: IntegrationCall): Promise<Json> => {
  const { resourceType, deps, signal } = call
  const request = job.request(started)
  let last: JsonObject = {}
  for (let wait = FIRST_POLL_MS; ; wait = Math.min(wait * 1.5, LAST_POLL_MS)) {
    try {
      last = await send(job.describe, request, call, signal)
    } catch (error) {
      if (!(error instanceof SdkFailure)) throw error
      if (job.endsWithAbsence && error.facts.name === 'ResourceNotFoundException') return last
      throw toOptimizedFailure(error.facts, resourceType)
    }
    const status = String(job.status(last))
    const result = job.result?.(last, started) ?? last
    if (job.succeeded.includes(status)) return result
    if (job.failed.includes(status)) throw new StateFailure('States.TaskFailed', toJsonText(result))
    await deps.system.sleep(wait, signal)
  }
}

const send = async (
  called: string,
  parameters: JsonObject,
  call: IntegrationCall,
  signal: StopSignal,
): Promise<JsonObject> => {
  const operation = operationOf(called, call.deps.services)
  if ('problem' in operation) throw noService(call, operation)
  const { result } = await sendOperation(operation, {
    parameters,
    spelling: optimizedSpelling,
    system: call.deps.system,
    signal,
  })
  return result
}
