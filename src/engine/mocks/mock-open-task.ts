import type { Json } from '../../json.ts'
import { Stop, type StopSignal } from '../../stop.ts'
import type { TaskTimeouts, TaskTokens } from '../store/task-tokens.ts'
import type { MockedTask } from './execution-mocks.ts'

interface OpenTaskOptions {
  readonly token: string
  readonly timeouts: TaskTimeouts
  readonly tokens: TaskTokens
  readonly signal: StopSignal
}

/**
 * Performs a mocked task that has a token. Until the mock has returned, heartbeats and a result can be sent with the token, and its timeouts
 * apply.
 * @throws StateFailure; the signal's reason
 */
export const mockOpenTask = (
  mocked: MockedTask,
  { token, timeouts, tokens, signal }: OpenTaskOptions,
): Promise<Json> => {
  const task = tokens.open(token, signal)
  const over = new Stop()
  const stop = () => over.abort()
  task.result.then(stop, stop)
  task.startTimeouts(timeouts)
  mocked(over, token).then(
    (output) => task.succeed(output),
    (failure: unknown) => task.fail(failure),
  )
  return task.result
}
