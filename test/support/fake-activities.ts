import type { System } from '../../src/system.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import type { ActivityClient, PolledTask } from '../../src/workers/activity-client.ts'
import type { HandlersFor } from '../../src/workers/handler.ts'
import type { Logger } from '../../src/workers/logger.ts'
import { startWorkers } from '../../src/workers/start-workers.ts'
import type { WorkersDeps } from '../../src/workers/worker-deps.ts'
import type { WorkersOptions } from '../../src/workers/workers-options.ts'

/** The end of a task: its output, or its error. */
export interface TaskEnd {
  readonly output?: unknown
  readonly error?: string
  readonly cause?: string | undefined
}

interface ScheduleOptions {
  readonly heartbeatMs?: number
  /** The input as a string. Default: the JSON of the input. */
  readonly text?: string
}

interface ScheduledTask extends PolledTask {
  readonly end: (end: TaskEnd) => void
  readonly heartbeatMs: number | undefined
  alive: number
}

/** An error as the SDK throws it. */
export const serviceError = (name: string, statusCode = 400): Error =>
  Object.assign(new Error(`${name}: made by the test`), { name, $metadata: { httpStatusCode: statusCode } })

const LONG_POLL_MS = 60_000

/**
 * The activities of an account, without state machines and without HTTP, for what a worker does between a poll and its result.
 * A function in `broken` may throw instead of a call.
 */
export const fakeActivities = ({ system = virtualSystem({ holdMs: 0 }) as System, abortablePolls = false } = {}) => {
  const queues = new Map<string, ScheduledTask[]>([['add', []]])
  const waiting = new Map<string, ((task: ScheduledTask) => void)[]>()
  const open = new Map<string, ScheduledTask>()
  const calls: string[] = []
  const broken: { [K in 'poll' | 'succeed' | 'fail' | 'heartbeat' | 'create']?: (() => void) | undefined } = {}
  let polls = 0
  let count = 0

  const called = (call: keyof typeof broken, detail: string) => {
    calls.push(`${call} ${detail}`)
    broken[call]?.()
  }
  const queueOf = (activityArn: string) => {
    const queue = queues.get(activityArn.split(':').at(-1) ?? '')
    if (!queue) throw serviceError('ActivityDoesNotExist')
    return queue
  }
  const close = (taskToken: string): ScheduledTask => {
    const task = open.get(taskToken)
    if (!task) throw serviceError('TaskTimedOut')
    open.delete(taskToken)
    return task
  }
  const watch = async (task: ScheduledTask) => {
    const { heartbeatMs, taskToken } = task
    if (heartbeatMs === undefined) return
    for (;;) {
      await system.sleep(task.alive + heartbeatMs - system.now())
      if (!open.has(taskToken)) return
      if (system.now() - task.alive >= heartbeatMs) return close(taskToken).end({ error: 'States.HeartbeatTimeout' })
    }
  }
  const handOver = (task: ScheduledTask): PolledTask => {
    task.alive = system.now()
    open.set(task.taskToken, task)
    void watch(task)
    return { taskToken: task.taskToken, input: task.input }
  }

  const client: ActivityClient = {
    abortablePolls,
    async poll(activityArn, _, signal) {
      called('poll', activityArn)
      signal.throwIfAborted()
      const queue = queueOf(activityArn)
      const ready = queue.shift()
      if (ready) return handOver(ready)
      const waiters = waiting.get(activityArn) ?? []
      waiting.set(activityArn, waiters)
      polls++
      const over = new AbortController()
      try {
        return await new Promise<PolledTask | undefined>((resolve, reject) => {
          const take = (task: ScheduledTask) => resolve(handOver(task))
          waiters.push(take)
          const leave = () => waiters.splice(waiters.indexOf(take), 1)
          signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: over.signal })
          over.signal.addEventListener('abort', () => waiters.includes(take) && leave(), { once: true })
          system.sleep(LONG_POLL_MS, over.signal).then(
            () => resolve(undefined),
            () => {},
          )
        })
      } finally {
        polls--
        over.abort()
      }
    },
    async succeed(taskToken, output) {
      called('succeed', output)
      close(taskToken).end({ output: JSON.parse(output) })
    },
    async fail(taskToken, failure) {
      called('fail', failure.error)
      close(taskToken).end(failure)
    },
    async heartbeat(taskToken) {
      called('heartbeat', taskToken)
      const task = open.get(taskToken)
      if (!task) throw serviceError('TaskTimedOut')
      task.alive = system.now()
    },
    async create(name) {
      called('create', name)
      queues.set(name, queues.get(name) ?? [])
      return arnOf(name)
    },
  }
  const arnOf = (activity: string) => `arn:aws:states:eu-west-1:123456789012:activity:${activity}`

  return {
    system,
    client,
    calls,
    broken,
    /** Polls that are open now. */
    polls: () => polls,
    remove: (activity: string) => queues.delete(activity),
    /** Schedules a task as a state machine would, and resolves when it has ended. */
    schedule(activity: string, input: unknown, options: ScheduleOptions = {}): Promise<TaskEnd> {
      return new Promise((end) => {
        const { heartbeatMs, text = JSON.stringify(input) } = options
        const task = { taskToken: `token-${++count}`, input: text, end, heartbeatMs, alive: 0 }
        const waiter = waiting.get(arnOf(activity))?.shift()
        if (waiter) waiter(task)
        else queueOf(arnOf(activity)).push(task)
      })
    },
    start: <Inputs>(handlers: HandlersFor<Inputs>, options: WorkersOptions = {}, deps: Partial<WorkersDeps> = {}) =>
      startWorkers(handlers, { logger: silent, ...options }, { client, arnOf, system, ...deps }),
  }
}

const ignore = () => {}

export const silent: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
