import { TaskError } from '../errors.ts'
import {
  assertOptions,
  checkedElsewhere,
  describeValue,
  functionCheck,
  type OptionCheck,
  type OptionChecks,
} from '../options.ts'
import type { TaskContext, TaskFunction } from './activity-task.ts'
import { assertInterval } from './heartbeat-every.ts'
import { assertInterceptors, compose, type Interceptor, promised } from './interceptor.ts'
import type { SchemaIssue, StandardSchema } from './standard-schema.ts'

/** The work of an activity: from a task's input to its output, which must be JSON (`undefined` becomes `null`). */
// biome-ignore lint/suspicious/noExplicitAny: the input is whatever the execution sends
export type Handler<Input = any> = (input: Input, context: TaskContext) => unknown

/** A handler and how it is to be run. */
// biome-ignore lint/suspicious/noExplicitAny: the input is whatever the execution sends
export interface HandlerEntry<Input = any> {
  // biome-ignore lint/suspicious/noExplicitAny: without a schema, the input is whatever the execution sends
  readonly handler: Handler<unknown extends Input ? any : Input>
  /** Inside the interceptors that are given for all handlers. */
  readonly interceptors?: readonly Interceptor[] | undefined
  /** How many tasks of this activity run at once. */
  readonly concurrency?: number | undefined
  /** Seconds from one heartbeat to the next. */
  readonly heartbeat?: number | undefined
  /** Parses what the handler gets (zod, valibot, arktype, …); an input that does not fit fails the task. */
  readonly input?: StandardSchema<unknown, Input> | undefined
  /** Checks what the handler returns; what it makes of it is the output. */
  readonly output?: StandardSchema | undefined
}

/** Handlers by the name of their activity. */
export type Handlers = Readonly<Record<string, Handler | HandlerEntry>>

/** The same as a parameter, so that each handler's input has the type of its schema. */
export type HandlersFor<Inputs> = { readonly [Activity in keyof Inputs]: Handler | HandlerEntry<Inputs[Activity]> }

/** The settings that {@link assignments} reads; see `WorkersOptions`. */
export interface HandlerSettings {
  readonly concurrency?: number | Readonly<Record<string, number>> | undefined
  readonly heartbeat?: number | Readonly<Record<string, number>> | undefined
  readonly interceptors?: readonly Interceptor[] | undefined
}

/** What one worker has to do. */
export interface Assignment {
  readonly activity: string
  readonly concurrency: number
  readonly heartbeatSeconds: number | undefined
  readonly run: TaskFunction
}

/**
 * Each activity with its handler, wrapped into everything that goes around it, from the outside in: `implicit`, the interceptors for all, its
 * own ones, the schemas.
 * @throws TypeError, RangeError that name the activity and the option that is wrong.
 */
export const assignments = (
  handlers: object,
  settings: HandlerSettings,
  implicit: readonly Interceptor[] = [],
): Assignment[] => {
  const { interceptors: forAll = [] } = settings
  assertKnown(handlers, 'concurrency', settings.concurrency)
  assertKnown(handlers, 'heartbeat', settings.heartbeat)
  assertInterceptors(forAll, 'interceptors')
  return Object.entries(handlers).map(([activity, value]) => {
    const entry = entryOf(activity, value)
    const { interceptors: own = [] } = entry
    assertInterceptors(own, `${awsEnvironment(activity)}.interceptors`)
    const seconds = entry.heartbeat ?? settingFor(activity, settings.heartbeat)
    if (seconds !== undefined) assertInterval(seconds)
    return {
      activity,
      heartbeatSeconds: seconds,
      concurrency: positive(activity, entry.concurrency ?? settingFor(activity, settings.concurrency) ?? 1),
      run: compose([...implicit, ...forAll, ...own], checked(entry)),
    }
  })
}

const entryOf = (activity: string, value: unknown): HandlerEntry => {
  if (typeof value === 'function') return { handler: value as Handler }
  const entry = value as HandlerEntry | null
  const environment = awsEnvironment(activity)
  if (typeof entry?.handler !== 'function')
    throw new TypeError(`${environment}: expected a function or { handler, … }, found ${describeValue(value)}`)
  assertOptions(environment, entry, entryChecks)
  return entry
}

const awsEnvironment = (activity: string): string => `handlers[${JSON.stringify(activity)}]`

const isSchema: OptionCheck = {
  expected: 'a Standard Schema, such as one of zod, valibot or arktype',
  fits: (value: StandardSchema | null) => typeof value?.['~standard']?.validate === 'function',
}

const entryChecks: OptionChecks<HandlerEntry> = {
  handler: functionCheck,
  interceptors: checkedElsewhere,
  concurrency: checkedElsewhere,
  heartbeat: checkedElsewhere,
  input: isSchema,
  output: isSchema,
}

type Setting = number | Readonly<Record<string, number>> | undefined

const settingFor = (activity: string, setting: Setting): number | undefined =>
  typeof setting === 'object' && setting !== null ? setting[activity] : setting

const positive = (activity: string, concurrency: number): number => {
  if (Number.isInteger(concurrency) && concurrency > 0) return concurrency
  throw new RangeError(
    `concurrency of ${JSON.stringify(activity)}: expected a whole number from 1, found ${describeValue(concurrency)}`,
  )
}

const assertKnown = (handlers: object, option: string, setting: unknown): void => {
  if (typeof setting !== 'object' || setting === null) return
  const unknown = Object.keys(setting).find((activity) => !Object.hasOwn(handlers, activity))
  if (unknown === undefined) return
  const known = Object.keys(handlers).map((name) => JSON.stringify(name))
  throw new TypeError(`${option}: no handler for ${JSON.stringify(unknown)}; there is one for ${known.join(', ')}`)
}

/** The handler between its schemas. */
const checked = ({ handler, input: inputSchema, output: outputSchema }: HandlerEntry): TaskFunction => {
  if (!inputSchema && !outputSchema) return (task) => promised(() => handler(task.input, task))
  return async (task) => {
    const input = inputSchema ? await parse(inputSchema, task.input, 'Worker.InvalidInput') : task.input
    const output = await handler(input, task)
    return outputSchema ? parse(outputSchema, output, 'Worker.InvalidOutput') : output
  }
}

const parse = async (schema: StandardSchema, value: unknown, error: string): Promise<unknown> => {
  const result = await schema['~standard'].validate(value)
  if (!result.issues) return result.value
  throw new TaskError(error, result.issues.map(lineOf).join('\n'))
}

const lineOf = ({ path = [], message }: SchemaIssue): string => {
  const keys = path.map((part) => String(typeof part === 'object' ? part.key : part))
  return keys.length > 0 ? `${keys.join('.')}: ${message}` : message
}
