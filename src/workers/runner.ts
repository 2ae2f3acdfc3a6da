import { setMaxListeners } from 'node:events'
import type { TaskError } from '../errors.ts'
import type { PolledTask } from './activity-client.ts'
import { type Delivering, type Delivery, deliver } from './answer.ts'
import type { Emitter } from './events.ts'
import { failureOf } from './failure.ts'
import type { Assignment } from './handlers.ts'
import { beatWhile } from './heartbeat.ts'
import { type Outcome, type Performance, type Performing, perform } from './perform.ts'
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

/** How a task ended: its delivery, and what was thrown if it failed. */
interface Ending {
  readonly delivery: Delivery
  readonly thrown?: unknown
}

export const createRunner = (assignment: Assignment, surroundings: Surroundings): Runner => {
  const { activity, heartbeatSeconds } = assignment
  const { system, events, logger } = surroundings
  const running = new Set<Performance>()
  const cutting = new AbortController()
  // Each answer that waits for its next attempt listens.
  setMaxListeners(0, cutting.signal)
  let verdict: TaskError | undefined
  const performing: Performing = {
    ...surroundings,
    ...assignment,
    log: logger.child?.({ activity }) ?? logger,
    onHeartbeatFailed: (taskToken, reason) => events.emit('heartbeatFailed', { activity, taskToken, reason }),
  }
  const delivering: Delivering = {
    ...surroundings,
    lastCall: cutting.signal,
    onRetry: (taskToken, retry) => events.emit('answerRetried', { activity, taskToken, ...retry }),
  }

  const report = async (taskToken: string, outcome: Outcome): Promise<Ending> => {
    if ('gone' in outcome) return { delivery: { reason: outcome.gone, attempts: 0 } }
    return { delivery: await deliver(taskToken, outcome.answer, delivering), thrown: outcome.thrown }
  }
  const attend = async (polled: PolledTask): Promise<Ending> => {
    const performance = perform(polled, performing)
    const work = async () => report(polled.taskToken, await performance.outcome)
    running.add(performance)
    try {
      if (heartbeatSeconds === undefined) return await work()
      const { heartbeat, signal } = performance
      return await beatWhile({ heartbeat, signal, system }, heartbeatSeconds, work)
    } finally {
      running.delete(performance)
      performance.end()
    }
  }

  return {
    async run(polled) {
      const { taskToken } = polled
      const started = system.now()
      events.emit('taskStarted', { activity, taskToken })
      const handedBack = verdict && { answer: failureOf(verdict), thrown: verdict }
      const ending = await (handedBack ? report(taskToken, handedBack) : attend(polled))
      tell(events, { activity, taskToken, durationMs: system.now() - started }, ending)
    },
    giveUp(reason) {
      verdict = reason
      for (const performance of running) performance.giveUp(reason)
    },
    cut: () => cutting.abort(),
  }
}

const tell = (
  events: Emitter,
  { activity, taskToken, durationMs }: { activity: string; taskToken: string; durationMs: number },
  { delivery, thrown }: Ending,
): void => {
  if ('reason' in delivery) events.emit('taskLost', { activity, taskToken, ...delivery })
  else if ('output' in delivery.accepted) events.emit('taskSucceeded', { activity, taskToken, durationMs })
  else events.emit('taskFailed', { activity, taskToken, durationMs, cause: undefined, ...delivery.accepted, thrown })
}
