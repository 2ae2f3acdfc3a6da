import type { TaskError } from '../errors.ts'
import { Stop } from '../stop.ts'
import type { PolledTask } from './activity-client.ts'
import type { Assignment } from './activity-handlers.ts'
import { Attempt, type Attempting, type Outcome } from './attempt.ts'
import { startBeating } from './heartbeat-every.ts'
import { type Delivering, type Delivery, deliver } from './send-result.ts'
import type { Surroundings } from './worker-deps.ts'
import type { WorkerEmitter } from './worker-events.ts'

/** Takes the tasks of one activity from their poll to their answer. */
export interface Runner {
  /** Performs a task and answers it. Never rejects. */
  run(polled: PolledTask): Promise<void>
  /** Tasks that are running, or come yet, end with this failure. */
  giveUp(verdict: TaskError): void
  /** An answer that does not get through is not sent again. */
  cut(): void
}

export const createRunner = (assignment: Assignment, surroundings: Surroundings): Runner => {
  const { activity, heartbeatSeconds } = assignment
  const { system, events, logger } = surroundings
  const running = new Set<Attempt>()
  const cutting = new Stop()
  let verdict: TaskError | undefined
  const attempting: Attempting = {
    ...surroundings,
    ...assignment,
    log: logger.child?.({ activity }) ?? logger,
    onHeartbeatFailed: (taskToken, reason) => events.emit('heartbeatFailed', { activity, taskToken, reason }),
  }
  const delivering: Delivering = {
    ...surroundings,
    lastCall: cutting,
    onRetry: (taskToken, retry) => events.emit('answerRetried', { activity, taskToken, ...retry }),
  }

  return {
    async run(polled) {
      const { taskToken } = polled
      const started = system.now()
      events.emit('taskStarted', { activity, taskToken })
      const attempt = new Attempt(polled, attempting, verdict)
      const stopBeating = heartbeatSeconds === undefined ? undefined : startBeating(attempt, heartbeatSeconds)
      running.add(attempt)
      const outcome = await attempt.outcome
      const delivery = 'gone' in outcome ? lost(outcome.gone) : await deliver(taskToken, outcome.answer, delivering)
      running.delete(attempt)
      stopBeating?.()
      attempt.end()
      tell(events, { activity, taskToken, durationMs: system.now() - started, outcome, delivery })
    },
    giveUp(reason) {
      verdict = reason
      for (const attempt of running) attempt.giveUp(reason)
    },
    cut: () => cutting.abort(),
  }
}

const lost = (reason: unknown): Delivery => ({ reason, attempts: 0 })

interface EndedTask {
  readonly activity: string
  readonly taskToken: string
  readonly durationMs: number
  readonly outcome: Outcome
  readonly delivery: Delivery
}

const tell = (events: WorkerEmitter, { activity, taskToken, durationMs, outcome, delivery }: EndedTask): void => {
  if ('reason' in delivery) {
    events.emit('taskLost', { activity, taskToken, reason: delivery.reason, attempts: delivery.attempts })
  } else if ('output' in delivery.accepted) {
    events.emit('taskSucceeded', { activity, taskToken, durationMs })
  } else {
    const { error, cause } = delivery.accepted
    const thrown = 'thrown' in outcome ? outcome.thrown : undefined
    events.emit('taskFailed', { activity, taskToken, durationMs, error, cause, thrown })
  }
}
