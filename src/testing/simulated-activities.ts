import { activityArn } from '../arn.ts'
import type { EngineDeps } from '../engine/engine-deps.ts'
import type { TaskTokens } from '../engine/store/task-tokens.ts'
import type { Stop } from '../stop.ts'
import type { System } from '../system.ts'
import type { ActivityClient, PolledTask } from '../workers/activity-client.ts'
import type { ActivityHandler } from '../workers/activity-handlers.ts'
import { consoleLogger, type Logger } from '../workers/logger.ts'
import type { ObjectStore } from '../workers/object-store.ts'
import type { SharedTimeout } from '../workers/shared-timeout.ts'
import { createTaskRunner, type TaskRunner } from '../workers/task-runner.ts'
import { createTaskTracer } from '../workers/task-tracer.ts'
import type { WorkerDeps } from '../workers/worker-deps.ts'
import { createWorkerEmitter } from '../workers/worker-events.ts'
import type { TaskFunction } from '../workers/worker-task.ts'

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
export const serveActivity = (deps: EngineDeps, served: ServedActivity): void => {
  const { activities, system, environment } = deps
  const arn = activityArn(environment, served.name)
  const wait = () => activities.poll(arn, WORKER_NAME, served.ended)
  const poll = () => (system.holds ? system.holds.idle(wait) : wait())
  const serve = async () => {
    let runner: TaskRunner | undefined
    for (;;) {
      const task = await poll()
      runner ??= createTaskRunner(new SimulatedWorker(arn, deps, served))
      if (task) void runner.run(task)
    }
  }
  // Only the end of the simulation ends a poll with an error.
  serve().catch(() => {})
}

/** The run has the attempts of every task, so lines about lost tasks would only repeat them. Handlers write to the console. */
const silentLogger: Logger = { ...consoleLogger, isLevelEnabled: () => false }

const events = createWorkerEmitter(silentLogger)
const trace = createTaskTracer()

/** Calls within this process take no time. */
const callTimeout: SharedTimeout = { signal: new AbortController().signal, abort: () => {} }

// Classes, because a literal with so many members costs more than the rest of a simulated task.

/** The dependencies of the worker of one activity. */
class SimulatedWorker implements WorkerDeps {
  readonly activity: string
  readonly concurrency: number
  readonly heartbeatSeconds: number | undefined
  readonly run: TaskFunction
  readonly client: ActivityClient
  readonly arnOf: () => string
  readonly system: System
  readonly objects: ObjectStore
  readonly log = consoleLogger
  readonly events = events
  readonly trace = trace
  readonly callTimeout = callTimeout
  readonly workerName = WORKER_NAME
  readonly whenMissing = 'stop'
  readonly draining: Stop
  readonly abandoning: Stop

  constructor(
    arn: string,
    { system, tokens }: EngineDeps,
    { handler, heartbeatSeconds, objects, ended }: ServedActivity,
  ) {
    this.activity = handler.activity
    this.concurrency = handler.concurrency
    this.heartbeatSeconds = handler.heartbeatSeconds ?? heartbeatSeconds
    this.run = handler.run
    this.client = new TokenClient(tokens)
    this.arnOf = () => arn
    this.system = system
    this.objects = objects
    this.draining = ended
    this.abandoning = ended
  }
}

/** The calls of a worker, without a request. */
class TokenClient implements ActivityClient {
  readonly abortablePolls = true
  readonly #tokens: TaskTokens

  constructor(tokens: TaskTokens) {
    this.#tokens = tokens
  }

  async poll(): Promise<PolledTask | undefined> {
    return undefined
  }

  async succeed(token: string, output: string): Promise<void> {
    this.#tokens.succeed(token, output)
  }

  async fail(token: string, { error, cause }: { error: string; cause?: string | undefined }): Promise<void> {
    this.#tokens.fail(token, error, cause)
  }

  async heartbeat(token: string): Promise<void> {
    this.#tokens.heartbeat(token)
  }

  async create(name: string): Promise<string> {
    return name
  }
}
