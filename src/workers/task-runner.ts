import type { TaskError } from '../errors.ts'
import type { PolledTask } from './activity-client.ts'
import { Attempt, type AttemptEnd, failed } from './attempt.ts'
import { startHeartbeats } from './heartbeat-every.ts'
import { type Delivery, sendResult } from './send-result.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** Runs the tasks of one activity. */
export interface TaskRunner {
  /** Runs a task and sends its result. Never rejects. */
  run(polled: PolledTask): Promise<void>
  /** Fails all running tasks, and all later ones, with this error. */
  failTasks(error: TaskError): void
  /** Aborts all running tasks, and all later ones, with this error, and reports none of them. */
  dropTasks(error: TaskError): void
}

export const createTaskRunner = (deps: WorkerDeps): TaskRunner => {
  const { activity, heartbeatSeconds, system, events } = deps
  const running = new Set<Attempt>()
  let stopEnd: AttemptEnd | undefined
  const stopTasks = (error: TaskError, end: AttemptEnd) => {
    stopEnd = end
    for (const attempt of running) attempt.stopWith(error, end)
  }

  return {
    async run(polled) {
      const { taskToken } = polled
      const started = system.now()
      events.emit('taskStarted', { activity, taskToken })
      const attempt = new Attempt(polled, deps, stopEnd)
      const stopHeartbeats =
        heartbeatSeconds === undefined ? undefined : startHeartbeats(attempt, heartbeatSeconds, attempt.stop)
      running.add(attempt)
      const end = await attempt.ended
      const delivery = 'gone' in end ? { reason: end.gone, attempts: 0 } : await sendResult(taskToken, end.result, deps)
      running.delete(attempt)
      stopHeartbeats?.()
      attempt.close()
      emitEnd(deps, { taskToken, durationMs: system.now() - started, end, delivery })
    },
    failTasks: (error) => stopTasks(error, failed(error)),
    dropTasks: (error) => stopTasks(error, { gone: error }),
  }
}

interface EndedTask {
  readonly taskToken: string
  readonly durationMs: number
  readonly end: AttemptEnd
  readonly delivery: Delivery
}

const emitEnd = ({ activity, events }: WorkerDeps, { taskToken, durationMs, end, delivery }: EndedTask): void => {
  if ('reason' in delivery) {
    events.emit('taskLost', { activity, taskToken, reason: delivery.reason, attempts: delivery.attempts })
  } else if ('output' in delivery.accepted) {
    events.emit('taskSucceeded', { activity, taskToken, durationMs })
  } else {
    const { error, cause } = delivery.accepted
    const thrown = 'thrown' in end ? end.thrown : undefined
    events.emit('taskFailed', { activity, taskToken, durationMs, error, cause, thrown })
  }
}
