import { isJsonObject } from '../json.ts'
import type { System } from '../system.ts'
import type { ActivityTask, ObjectStore, TaskContext } from './activity-task.ts'
import type { Logger } from './logger.ts'

type Surrounding = Pick<TaskContext, 'activity' | 'log' | 'system' | 'objects'>

/** The attempt that a task belongs to. */
type Alive = Pick<TaskContext, 'signal' | 'heartbeat'>

/** What interceptors and handlers see of an attempt: own properties only, as whoever changes a task copies it. */
export class AttemptTask implements ActivityTask {
  /** One getter for all tasks: V8 makes a hidden class, which only a full collection frees, for each function that is one. */
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
  readonly #attempt: Alive

  constructor(taskToken: string, input: unknown, { activity, log, system, objects }: Surrounding, attempt: Alive) {
    this.#attempt = attempt
    this.activity = activity
    this.taskToken = taskToken
    this.executionArn = executionOf(input)
    Object.defineProperty(this, 'signal', AttemptTask.#signal)
    this.heartbeat = () => attempt.heartbeat()
    this.log = log
    this.system = system
    this.objects = objects
    this.input = input
  }
}

/** AWS's own convention for telling the started work who started it; `"….$": "$$.Execution.Id"` in the state's parameters. */
const EXECUTION_KEY = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'

const executionOf = (input: unknown): string | undefined => {
  const arn = isJsonObject(input) ? input[EXECUTION_KEY] : undefined
  return typeof arn === 'string' ? arn : undefined
}
