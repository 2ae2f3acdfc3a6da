import PQueue from 'p-queue'
import type { TaskError } from '../errors.ts'
import { onAbort } from '../stop.ts'
import { createTaskPoller } from './task-poller.ts'
import { createTaskRunner } from './task-runner.ts'
import type { WorkerDeps } from './worker-deps.ts'

/** The worker of one activity. */
export interface ActivityWorker {
  readonly activity: string
  /** Stops polling. The tasks that open polls return are still run. */
  drain(): void
  /** Fails all running tasks, and all that open polls return, with this error. */
  failTasks(error: TaskError): void
  /** Aborts all running tasks, and all that open polls return, with this error, and reports none of them. */
  dropTasks(error: TaskError): void
  /** Aborts open polls. Results are sent at most once more. */
  abandon(): void
  /** Resolves when the worker has drained. */
  readonly done: Promise<void>
  /** The number of polls that wait for a task. */
  readonly polling: number
}

/** A poll that returned a task within this time found it waiting, so there may be more. */
const BACKLOG_MS = 500

export const startActivityWorker = (deps: WorkerDeps): ActivityWorker => {
  const { activity, concurrency, system, draining, abandoning } = deps
  const poller = createTaskPoller(deps)
  const runner = createTaskRunner(deps)
  const queue = new PQueue({ concurrency })
  // The number of jobs of the queue that wait for a task, and the number that should.
  let waiting = 0
  let wanted = 1

  // A job polls, runs the task and sends its result in one slot of the queue, so that no task waits for a slot. It repeats this until
  // enough other jobs wait for the next task.
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
    onAbort(draining, () => {
      queue.clear()
      resolve(queue.onIdle())
    })
  })
  // The timer of a poll would keep the process alive.
  void done.then(() => abandoning.abort())
  fill()
  return {
    activity,
    drain: () => draining.abort(),
    failTasks: runner.failTasks,
    dropTasks: runner.dropTasks,
    abandon: () => abandoning.abort(),
    done,
    get polling() {
      return poller.open
    },
  }
}
