import { activityArn } from '../arn.ts'
import type { EngineDeps } from '../engine/engine-deps.ts'
import type { Stop } from '../stop.ts'
import type { ActivityClient, PolledTask } from '../workers/activity-client.ts'
import type { ActivityHandler } from '../workers/activity-handlers.ts'
import { consoleLogger, type Logger } from '../workers/logger.ts'
import type { ObjectStore } from '../workers/object-store.ts'
import type { SharedTimeout } from '../workers/shared-timeout.ts'
import { createTaskRunner } from '../workers/task-runner.ts'
import { createTaskTracer } from '../workers/task-tracer.ts'
import { createWorkerEmitter } from '../workers/worker-events.ts'

const WORKER_NAME = 'simulate'

/** Adds an activity that a state waits for. */
export const addActivity = ({ activities, environment, system }: EngineDeps, name: string): void => {
  const arn = activityArn(environment, name)
  if (activities.get(arn)) return
  activities.add({
    arn,
    name,
    creationDate: system.now(),
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    tags: new Map(),
  })
}

interface ServedActivity {
  /** The activity's name as AWS writes it. */
  readonly name: string
  readonly handler: ActivityHandler
  /** The interval of heartbeats in seconds, if the handler does not set one. */
  readonly heartbeatSeconds: number | undefined
  readonly objects: ObjectStore
  /** Aborted when the simulation ends. */
  readonly ended: Stop
}

/** Performs the tasks of an activity with its handler, as workers do: with interceptors, schemas and heartbeats. */
export const serveActivity = (
  deps: EngineDeps,
  { name, handler, heartbeatSeconds, objects, ended }: ServedActivity,
): void => {
  const { activities, system, environment } = deps
  const arn = activityArn(environment, name)
  const runner = createTaskRunner({
    ...handler,
    heartbeatSeconds: handler.heartbeatSeconds ?? heartbeatSeconds,
    client: clientOf(deps),
    arnOf: () => arn,
    system,
    objects,
    log: consoleLogger,
    events: createWorkerEmitter(silentLogger),
    trace,
    callTimeout,
    workerName: WORKER_NAME,
    whenMissing: 'stop',
    draining: ended,
    abandoning: ended,
  })
  const wait = () => activities.poll(arn, WORKER_NAME, ended)
  const poll = () => (system.holds ? system.holds.idle(wait) : wait())
  const serve = async () => {
    for (;;) {
      const task = await poll()
      if (task) void runner.run(task)
    }
  }
  // Only the end of the simulation ends a poll with an error.
  serve().catch(() => {})
}

/** The run has the attempts of every task, so lines about lost tasks would only repeat them. Handlers write to the console. */
const silentLogger: Logger = { ...consoleLogger, isLevelEnabled: () => false }

const trace = createTaskTracer()

/** Calls within this process take no time. */
const callTimeout: SharedTimeout = { signal: new AbortController().signal, abort: () => {} }

/** The calls of a worker, without a request. */
const clientOf = ({ tokens }: EngineDeps): ActivityClient => ({
  poll: (): Promise<PolledTask | undefined> => Promise.resolve(undefined),
  succeed: async (token, output) => tokens.succeed(token, output),
  fail: async (token, { error, cause }) => tokens.fail(token, error, cause),
  heartbeat: async (token) => tokens.heartbeat(token),
  create: async (name) => name,
  abortablePolls: true,
})
