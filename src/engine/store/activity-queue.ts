import type { Json } from '../../json.ts'
import { onAbort, type StopSignal } from '../../stop.ts'
import type { System } from '../../system.ts'

/** How long GetActivityTask waits for a task (AWS API, GetActivityTask). */
const LONG_POLL_MS = 60_000

/** A task that a worker can take. */
export interface QueuedTask {
  readonly taskToken: string
  /** It becomes a string when a worker takes the task, so that waiting tasks share it. */
  readonly input: Json
  readonly activityArn: string
  /** Called when a worker takes the task: more than once if it is returned to the queue in between. */
  start(workerName: string | undefined): void
}

interface WaitingWorker {
  readonly name: string | undefined
  /** Ends its poll. */
  receive(task: QueuedTask | undefined): void
}

/** The tasks of one activity that wait for a worker, and the workers that wait for a task. */
export class ActivityQueue {
  readonly #system: System
  readonly #onTaken: (task: QueuedTask) => void
  readonly #tasks = new Set<QueuedTask>()
  readonly #workers = new Set<WaitingWorker>()

  /** @param onTaken - called when a worker takes a task, before the task starts */
  constructor(system: System, onTaken: (task: QueuedTask) => void) {
    this.#system = system
    this.#onTaken = onTaken
  }

  get hasTasks(): boolean {
    return this.#tasks.size > 0
  }

  get waitingWorkers(): number {
    return this.#workers.size
  }

  /** Gives the task to the worker that has waited longest, or adds it behind all others. */
  add(task: QueuedTask): void {
    const [worker] = this.#workers
    if (worker) {
      this.#take(task, worker.name)
      worker.receive(task)
    } else this.#tasks.add(task)
  }

  /** Adds a task before all others. */
  addFirst(task: QueuedTask): void {
    const others = [...this.#tasks]
    this.#tasks.clear()
    this.add(task)
    for (const other of others) this.#tasks.add(other)
  }

  remove(task: QueuedTask): void {
    this.#tasks.delete(task)
  }

  /**
   * Waits up to 60 seconds for a task. An aborted poll never takes a task.
   * @throws the signal's reason
   */
  async poll(workerName: string | undefined, signal: StopSignal): Promise<QueuedTask | undefined> {
    signal.throwIfAborted()
    const [task] = this.#tasks
    if (!task) return this.#wait(workerName, signal)
    this.#tasks.delete(task)
    this.#take(task, workerName)
    return task
  }

  /** Ends all open polls without a task. */
  dismissWorkers(): void {
    for (const worker of this.#workers) worker.receive(undefined)
  }

  #take(task: QueuedTask, workerName: string | undefined): void {
    this.#onTaken(task)
    task.start(workerName)
  }

  #wait(name: string | undefined, signal: StopSignal): Promise<QueuedTask | undefined> {
    return new Promise((resolve, reject) => {
      let removeListener = () => {}
      const leave = () => {
        this.#workers.delete(worker)
        removeListener()
        cancelTimer()
      }
      const receive = (task: QueuedTask | undefined) => {
        leave()
        resolve(task)
      }
      const worker: WaitingWorker = { name, receive }
      // A worker in virtual time would only repeat its poll.
      const waitsForever = this.#system.holds?.isIdle === true
      const cancelTimer = waitsForever ? () => {} : this.#system.after(LONG_POLL_MS, () => receive(undefined))
      this.#workers.add(worker)
      removeListener = onAbort(signal, () => {
        leave()
        reject(signal.reason)
      })
    })
  }
}
