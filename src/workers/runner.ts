import { setMaxListeners } from 'node:events'
import type { TaskError } from '../errors.ts'
import type { System } from '../system.ts'
import type { PolledTask } from './activity-client.ts'
import { type Delivering, type Delivery, deliver } from './answer.ts'
import type { Emitter } from './events.ts'
import { failureOf } from './failure.ts'
import type { Assignment } from './handlers.ts'
import { startBeating } from './heartbeat.ts'
import { type Performance, type Performing, perform } from './perform.ts'
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

  return {
    async run(polled) {
      const { taskToken } = polled
      const started = system.now()
      events.emit('taskStarted', { activity, taskToken })
      const performance = verdict ? handedBack(verdict, system) : perform(polled, performing)
      const stopBeating = heartbeatSeconds === undefined ? undefined : startBeating(performance, heartbeatSeconds)
      running.add(performance)
      const outcome = await performance.outcome
      const delivery = 'gone' in outcome ? lost(outcome.gone) : await deliver(taskToken, outcome.answer, delivering)
      running.delete(performance)
      stopBeating?.()
      performance.end()
      tell(events, { activity, taskToken, durationMs: system.now() - started }, { ...outcome, ...delivery })
    },
    giveUp(reason) {
      verdict = reason
      for (const performance of running) performance.giveUp(reason)
    },
    cut: () => cutting.abort(),
  }
}

/** A task that is not even begun. */
const handedBack = (verdict: TaskError, system: System): Performance => ({
  outcome: Promise.resolve({ answer: failureOf(verdict), thrown: verdict }),
  signal: AbortSignal.abort(verdict),
  system,
  heartbeat: async () => {},
  giveUp: () => {},
  end: () => {},
})

const lost = (reason: unknown): Delivery => ({ reason, attempts: 0 })

interface EndedTask {
  readonly activity: string
  readonly taskToken: string
  readonly durationMs: number
}

const tell = (events: Emitter, { durationMs, ...task }: EndedTask, ending: Delivery & { thrown?: unknown }): void => {
  if ('reason' in ending) {
    events.emit('taskLost', { ...task, reason: ending.reason, attempts: ending.attempts })
  } else if ('output' in ending.accepted) {
    events.emit('taskSucceeded', { ...task, durationMs })
  } else {
    const { error, cause } = ending.accepted
    events.emit('taskFailed', { ...task, durationMs, error, cause, thrown: ending.thrown })
  }
}
