import { handledResource } from '../dsl/handled-resource.ts'
import { expectedOneOf } from '../options.ts'
import { realSystem, type System } from '../system.ts'
import { activityHandlers } from '../workers/activity-handlers.ts'
import type { HandlersFor } from '../workers/handler.ts'
import { consoleLogger } from '../workers/logger.ts'
import type { TaskContext } from '../workers/worker-task.ts'

/** The context of a handler that is invoked. */
export type InvokeContext = Partial<Omit<TaskContext, 'activity'>>

/**
 * Calls the handler of an activity as a worker does: through its interceptors and its schemas, but without Step Functions.
 * @param handlers the object that `startWorkers` takes.
 * @param activity the name of the activity.
 * @param context what the handler gets as its second argument, where the defaults do not suffice.
 * @returns what the handler returns, parsed by its output schema.
 * @throws what the handler throws; TaskError `Worker.InvalidInput`, `Worker.InvalidOutput` if a schema refuses a value; TypeError if there
 * is no such handler.
 *
 * @example
 * expect(await invoke({ 'activity/add': ({ x, y }) => x + y }, 'activity/add', { x: 1, y: 2 })).toBe(3)
 */
export const invoke = async <Inputs>(
  handlers: HandlersFor<Inputs>,
  activity: string & keyof Inputs,
  input: unknown,
  context: InvokeContext = {},
): Promise<unknown> => {
  const all = activityHandlers(handlers, {}, { label: 'handlers' })
  const { name } = handledResource(activity)
  const found = all.find((one) => handledResource(one.activity).name === name)
  if (!found) {
    const names = all.map((one) => one.activity)
    throw new TypeError(`there is no handler ${JSON.stringify(activity)}; ${expectedOneOf(activity, names)}`)
  }
  return found.run({ ...defaultContext(realSystem), ...context, activity: found.activity, input })
}

const defaultContext = (system: System): Omit<TaskContext, 'activity'> => ({
  taskToken: 'invoked',
  executionArn: undefined,
  signal: new AbortController().signal,
  heartbeat: async () => {},
  log: consoleLogger,
  system,
  objects: undefined,
})
