import PQueue from 'p-queue'
import type { TaskError } from '../errors.ts'
import { Stop } from '../stop.ts'
import type { Assignment } from './activity-handlers.ts'
import { createPoller } from './task-poller.ts'
import { createRunner } from './task-runner.ts'
import type { Surroundings } from './worker-deps.ts'

/** The worker of one activity. */
export interface Worker {
  readonly activity: string
  /** No new polls; what the outstanding ones bring is still performed. */
  drain(): void
  /** Tasks that are running, or come yet, end with this failure. */
  giveUp(verdict: TaskError): void
  /** Outstanding polls are abandoned, an answer is sent once more at most. */
  cut(): void
  /** Resolves when it has drained. */
  readonly done: Promise<void>
  /** How many polls wait for a task. */
  readonly polling: number
}

/** A poll that was answered within this time found a task waiting, so there may be more. */
const BACKLOG_MS = 500

export const startWorker = (assignment: Assignment, surroundings: Surroundings): Worker => {
  const { activity, concurrency } = assignment
  const { client, system } = surroundings
  const draining = new Stop()
  const cutting = new Stop()
  const poller = createPoller(activity, surroundings, {
    draining: draining,
    ending: client.abortablePolls ? draining : cutting,
    onMissing: () => draining.abort(),
  })
  const runner = createRunner(assignment, surroundings)
  const queue = new PQueue({ concurrency })
  // How many jobs of the queue wait for a task, and how many should.
  let waiting = 0
  let wanted = 1

  // A job polls, performs and answers in one slot of the queue: no task is taken that would have to wait for a slot. It goes on as long
  // as there is not somebody else to wait for the next task.
  const serve = async () => {
    while (waiting < wanted && !draining.aborted) {
      waiting++
      const asked = system.now()
      const task = await poller.poll()
      waiting--
      if (!task) {
        wanted = 1
        continue
      }
      if (system.now() - asked < BACKLOG_MS) wanted = Math.min(wanted * 2, concurrency)
      fill()
      await runner.run(task)
    }
  }
  const fill = () => {
    while (waiting < wanted && queue.pending < concurrency && !draining.aborted) void queue.add(serve)
  }
  const done = new Promise<void>((resolve) => {
    const end = () => {
      queue.clear()
      resolve(queue.onIdle())
    }
    draining.addEventListener('abort', end, { once: true })
  })
  // The timer of a poll would keep the process alive.
  done.then(() => cutting.abort())
  fill()
  return {
    activity,
    drain: () => draining.abort(),
    giveUp: runner.giveUp,
    cut() {
      cutting.abort()
      runner.cut()
    },
    done,
    get polling() {
      return poller.open
    },
  }
}
