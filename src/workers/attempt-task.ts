import { isJsonObject } from '../json.ts'
import type { System } from '../system.ts'
import type { Logger } from './logger.ts'
import type { ObjectStore } from './object-store.ts'
import type { WorkerDeps } from './worker-deps.ts'
import type { TaskContext, WorkerTask } from './worker-task.ts'

/** The members of a task that its attempt provides. */
type AttemptContext = Pick<TaskContext, 'taskToken' | 'signal' | 'heartbeat'>

/**
 * The view that interceptors and handlers have of an attempt. All properties are its own, because an interceptor copies a task to change
 * it.
 */
export class AttemptTask implements WorkerTask {
  /** One getter for all tasks: V8 creates a hidden class, which only a full collection frees, for each getter function. */
  static readonly #signal = {
    enumerable: true,
    get(this: AttemptTask): AbortSignal {
      return this.#attempt.signal
    },
  }
  readonly activity: string
  readonly taskToken: string
  readonly executionArn: string | undefined
  declare readonly signal: AbortSignal
  readonly heartbeat: () => Promise<void>
  readonly log: Logger
  readonly system: System
  readonly objects: ObjectStore | undefined
  readonly input: unknown
  readonly #attempt: AttemptContext

  constructor(input: unknown, system: System, { activity, log, objects }: WorkerDeps, attempt: AttemptContext) {
    this.#attempt = attempt
    this.activity = activity
    this.taskToken = attempt.taskToken
    this.executionArn = executionOf(input)
    Object.defineProperty(this, 'signal', AttemptTask.#signal)
    this.heartbeat = () => attempt.heartbeat()
    this.log = log
    this.system = system
    this.objects = objects
    this.input = input
  }
}

/** The key under which a state passes on its execution's ARN, by AWS's convention: `"….$": "$$.Execution.Id"` in its parameters. */
const EXECUTION_KEY = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'

const executionOf = (input: unknown): string | undefined => {
  const arn = isJsonObject(input) ? input[EXECUTION_KEY] : undefined
  return typeof arn === 'string' ? arn : undefined
}
