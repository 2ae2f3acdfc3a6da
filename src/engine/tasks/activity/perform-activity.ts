import type { Json } from '../../../json.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { isTooLarge } from '../../interpreter/program/json-text.ts'
import { failedDetails, StateFailure, tooLarge } from '../../interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../../interpreter/task-call.ts'
import type { MockedTask } from '../../mocks/execution-mocks.ts'
import { mockOpenTask } from '../../mocks/mock-open-task.ts'
import type { ScheduledTask } from '../../store/activities.ts'

/**
 * Performs a task of an activity: it is queued until a worker takes it, and then its timeouts start (AWS API, GetActivityTask). A mock
 * takes it at once, even if the activity does not exist.
 */
export const performActivity = async (
  call: TaskCall,
  { activities, tokens }: EngineDeps,
  mocked?: MockedTask,
): Promise<Json> => {
  const { resource, parameters: input, timeoutSeconds, heartbeatSeconds } = call
  if (!mocked && !activities.get(resource)) call.refuse(`The activity ${resource} does not exist.`)
  call.record('ActivityScheduled', {
    resource,
    input,
    ...(timeoutSeconds !== undefined && { timeoutInSeconds: timeoutSeconds }),
    ...(heartbeatSeconds !== undefined && { heartbeatInSeconds: heartbeatSeconds }),
  })
  const started = (workerName: string | undefined) =>
    call.record('ActivityStarted', workerName === undefined ? {} : { workerName })
  try {
    const task = { input, timeouts: { timeoutSeconds, heartbeatSeconds }, started }
    const output = await (mocked
      ? mockTakenTask(mocked, task, { tokens, signal: call.signal })
      : activities.perform(resource, task, call.signal))
    if (isTooLarge(output)) throw tooLarge(resource)
    call.record('ActivitySucceeded', { output })
    return output
  } catch (failure) {
    if (failure instanceof StateFailure)
      call.record(failure.error === 'States.Timeout' ? 'ActivityTimedOut' : 'ActivityFailed', failedDetails(failure))
    throw failure
  }
}

const mockTakenTask = (
  mocked: MockedTask,
  { timeouts, started }: ScheduledTask,
  { tokens, signal }: Pick<EngineDeps, 'tokens'> & Pick<TaskCall, 'signal'>,
): Promise<Json> => {
  const token = tokens.create()
  started(undefined)
  return mockOpenTask(mocked, { token, timeouts, tokens, signal })
}
