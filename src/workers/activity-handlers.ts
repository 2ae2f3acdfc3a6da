import { TaskError } from '../errors.ts'
import {
  assertOptions,
  checkedElsewhere,
  describeValue,
  expectedOneOf,
  functionCheck,
  type OptionChecks,
} from '../options.ts'
import { parseWithSchema, type StandardSchema, schemaCheck } from '../standard-schema.ts'
import type { Handler, HandlerEntry } from './handler.ts'
import { assertInterval } from './heartbeat-every.ts'
import { assertInterceptors, compose, type Interceptor, promiseOf } from './interceptor.ts'
import type { TaskFunction } from './worker-task.ts'
import type { WorkersOptions } from './workers-options.ts'

/** An activity, and the function and options that run its tasks. */
export interface ActivityHandler {
  readonly activity: string
  readonly concurrency: number
  readonly heartbeatSeconds: number | undefined
  /** The handler, wrapped in its schemas and all interceptors. */
  readonly run: TaskFunction
}

interface HandlerSettings {
  /** The name of the options in messages. */
  readonly label?: string
  /** Interceptors around all others. */
  readonly outer?: readonly Interceptor[] | undefined
}

/**
 * Checks the handlers and their options, and wraps each handler, from the outside in: the outer interceptors, those of the options, the
 * handler's own, its schemas.
 * @throws TypeError, RangeError that name the activity and the option that is wrong.
 */
export const activityHandlers = (
  handlers: object,
  options: WorkersOptions,
  { label = 'options', outer = [] }: HandlerSettings = {},
): ActivityHandler[] => {
  const { interceptors = [] } = options
  const activities = Object.keys(handlers)
  assertActivities(`${label}.concurrency`, options.concurrency, activities)
  assertActivities(`${label}.heartbeat`, options.heartbeat, activities)
  assertInterceptors(interceptors, `${label}.interceptors`)
  return Object.entries(handlers).map(([activity, value]) => {
    const ownLabel = `handlers[${JSON.stringify(activity)}]`
    const entry = entryOf(value, ownLabel)
    const { interceptors: own = [] } = entry
    assertInterceptors(own, `${ownLabel}.interceptors`)
    const setting = (name: SettingName): Setting =>
      entry[name] === undefined
        ? sharedSetting(options[name], `${label}.${name}`, activity)
        : { label: `${ownLabel}.${name}`, value: entry[name] }
    return {
      activity,
      concurrency: concurrencyOf(setting('concurrency')),
      heartbeatSeconds: heartbeatOf(setting('heartbeat')),
      run: compose([...outer, ...interceptors, ...own], withSchemas(entry)),
    }
  })
}

const entryOf = (value: unknown, label: string): HandlerEntry => {
  if (typeof value === 'function') return { handler: value as Handler }
  const entry = value as HandlerEntry | null
  if (typeof entry?.handler !== 'function')
    throw new TypeError(`${label} must be a function or { handler, … }, got ${describeValue(value)}`)
  assertOptions(label, entry, entryChecks)
  return entry
}

const entryChecks: OptionChecks<HandlerEntry> = {
  handler: functionCheck,
  interceptors: checkedElsewhere,
  concurrency: checkedElsewhere,
  heartbeat: checkedElsewhere,
  input: schemaCheck,
  output: schemaCheck,
}

type SettingName = 'concurrency' | 'heartbeat'

/** The value of an option for one activity, and its name in messages. */
interface Setting {
  readonly label: string
  readonly value: number | undefined
}

type SharedValue = number | Readonly<Record<string, number>> | undefined

const sharedSetting = (value: SharedValue, label: string, activity: string): Setting => {
  if (typeof value !== 'object' || value === null) return { label, value: value ?? undefined }
  const name = JSON.stringify(activity)
  return { label: `${label}[${name}]`, value: Object.hasOwn(value, activity) ? value[activity] : undefined }
}

const concurrencyOf = ({ label, value = 1 }: Setting): number => {
  if (Number.isInteger(value) && value > 0) return value
  throw new RangeError(`${label} must be a whole number from 1, got ${describeValue(value)}`)
}

const heartbeatOf = ({ label, value }: Setting): number | undefined => {
  if (value !== undefined) assertInterval(value, label)
  return value
}

const assertActivities = (label: string, value: unknown, activities: readonly string[]): void => {
  if (typeof value !== 'object' || value === null) return
  const unknown = Object.keys(value).find((activity) => !activities.includes(activity))
  if (unknown === undefined) return
  throw new TypeError(`unknown activity ${JSON.stringify(unknown)} in ${label}; ${expectedOneOf(unknown, activities)}`)
}

const withSchemas = ({ handler, input: inputSchema, output: outputSchema }: HandlerEntry): TaskFunction => {
  if (!inputSchema && !outputSchema) return (task) => promiseOf(() => handler(task.input, task))
  return async (task) => {
    const input = inputSchema ? await parse(inputSchema, task.input, 'Worker.InvalidInput') : task.input
    const output = await handler(input, task)
    return outputSchema ? parse(outputSchema, output, 'Worker.InvalidOutput') : output
  }
}

const parse = async (schema: StandardSchema<unknown, unknown>, value: unknown, error: string): Promise<unknown> => {
  const parsed = await parseWithSchema(schema, value)
  if ('problem' in parsed) throw new TaskError(error, parsed.problem)
  return parsed.value
}
