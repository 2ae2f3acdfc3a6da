import { setMaxListeners } from 'node:events'
import type { TaskError } from '../errors.ts'
import type { PolledTask } from './activity-client.ts'
import { type Delivery, deliver } from './answer.ts'
import { failureOf } from './failure.ts'
import type { Assignment } from './handlers.ts'
import { type Performance, perform } from './perform.ts'
import type { Surroundings } from './surroundings.ts'

/** Takes the tasks of one activity from their poll to their answer. */
export interface Runner {
  /** Performs a task and answers it. Never rejects. */
  run(polled: PolledTask): Promise<void>
  /** Tasks that are running, or come yet, end with this failure. */
  giveUp(verdict: TaskError): void
  /** An answer that does not get through is not sent again. */
  cut(): void
}

export const createRunner = ({ activity, run }: Assignment, surroundings: Surroundings): Runner => {
  const { client, system, events, logger, objects, trace } = surroundings
  const log = logger.child?.({ activity }) ?? logger
  const running = new Set<Performance>()
  const cutting = new AbortController()
  // Each answer that waits for its next attempt listens.
  setMaxListeners(0, cutting.signal)
  let verdict: TaskError | undefined

  const start = (polled: PolledTask): Performance => {
    if (verdict) return handedBack(verdict)
    const { taskToken } = polled
    const onHeartbeatFailed = (reason: unknown) => events.emit('heartbeatFailed', { activity, taskToken, reason })
    return perform(polled, { activity, run, client, system, log, objects, trace, onHeartbeatFailed })
  }
  const answer = async (taskToken: string, performance: Performance): Promise<Delivery & { thrown?: unknown }> => {
    const outcome = await performance.outcome
    if ('gone' in outcome) return { reason: outcome.gone, attempts: 0 }
    const delivery = await deliver(taskToken, outcome.answer, {
      client,
      system,
      lastCall: cutting.signal,
      onRetry: (retry) => events.emit('answerRetried', { activity, taskToken, ...retry }),
    })
    return { ...delivery, thrown: outcome.thrown }
  }
  const tell = (taskToken: string, durationMs: number, delivery: Delivery & { thrown?: unknown }) => {
    if ('reason' in delivery) {
      const { reason, attempts } = delivery
      events.emit('taskLost', { activity, taskToken, reason, attempts })
    } else if ('output' in delivery.accepted) {
      events.emit('taskSucceeded', { activity, taskToken, durationMs })
    } else {
      const { error, cause } = delivery.accepted
      events.emit('taskFailed', { activity, taskToken, durationMs, error, cause, thrown: delivery.thrown })
    }
  }

  return {
    async run(polled) {
      const { taskToken } = polled
      const started = system.now()
      events.emit('taskStarted', { activity, taskToken })
      const performance = start(polled)
      running.add(performance)
      const delivery = await answer(taskToken, performance)
      running.delete(performance)
      tell(taskToken, system.now() - started, delivery)
    },
    giveUp(reason) {
      verdict = reason
      for (const performance of running) performance.giveUp(reason)
    },
    cut: () => cutting.abort(),
  }
}

const handedBack = (verdict: TaskError): Performance => ({
  outcome: Promise.resolve({ answer: failureOf(verdict), thrown: verdict }),
  giveUp: () => {},
})
