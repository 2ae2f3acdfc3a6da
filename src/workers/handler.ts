import type { StandardSchema } from '../standard-schema.ts'
import type { Interceptor } from './interceptor.ts'
import type { TaskContext } from './worker-task.ts'

/**
 * The work of an activity: takes a task's input and returns its output, which must be JSON (`undefined` becomes `null`).
 *
 * @example
 * const price: Handler = ({ item }, { log }) => {
 *   log.info({ item }, 'looking up the price')
 *   return 25
 * }
 */
// biome-ignore lint/suspicious/noExplicitAny: an execution may send any input
export type Handler<Input = any> = (input: Input, context: TaskContext) => unknown

/**
 * A handler with options of its own.
 *
 * @example
 * const price: HandlerEntry = { handler: ({ item }) => item.length, concurrency: 10, interceptors: [heartbeatEvery(5)] }
 */
// biome-ignore lint/suspicious/noExplicitAny: an execution may send any input
export interface HandlerEntry<Input = any> {
  // biome-ignore lint/suspicious/noExplicitAny: without a schema, an execution may send any input
  readonly handler: Handler<unknown extends Input ? any : Input>
  /** Inside the interceptors that are given for all handlers. */
  readonly interceptors?: readonly Interceptor[] | undefined
  /** The maximum number of concurrent tasks of this activity. */
  readonly concurrency?: number | undefined
  /** The interval of heartbeats, in seconds. */
  readonly heartbeat?: number | undefined
  /** Parses the input (zod, valibot, arktype, …). An input that does not match fails the task with `Worker.InvalidInput`. */
  readonly input?: StandardSchema<unknown, Input> | undefined
  /**
   * Parses the handler's result; the parsed value is the output. A result that does not match fails the task with `Worker.InvalidOutput`.
   */
  readonly output?: StandardSchema | undefined
}

/** Handlers by the names of their activities. */
export type Handlers = Readonly<Record<string, Handler | HandlerEntry>>

/** Handlers as a parameter, so that the input of each handler has the type of its schema. */
export type HandlersFor<Inputs> = { readonly [Activity in keyof Inputs]: Handler | HandlerEntry<Inputs[Activity]> }

/** Handlers whose results are JSON. What JSON cannot hold is marked where it is in the result. */
export type WithJsonResults<H> = { readonly [Activity in keyof H]: WithJsonResult<H[Activity]> }

/** The `output` schema of a handler makes JSON of any result. */
type WithJsonResult<H> = H extends (...args: infer Args) => infer Result
  ? (...args: Args) => JsonResult<Result>
  : H extends { readonly output: object }
    ? unknown
    : H extends { readonly handler: (...args: infer Args) => infer Result }
      ? { readonly handler: (...args: Args) => JsonResult<Result> }
      : unknown

type JsonResult<Result> = Result extends Promise<infer Value> ? Promise<AsJson<Value>> : AsJson<Result>

/** The type of a value with a message in place of what JSON cannot hold. */
type AsJson<T> = unknown extends T
  ? T
  : // biome-ignore lint/suspicious/noConfusingVoidType: a handler that returns nothing has the result `void`
    T extends string | number | boolean | null | undefined | void
    ? T
    : T extends bigint
      ? 'JSON has no bigint: convert it to a string'
      : T extends symbol
        ? 'JSON has no symbols'
        : T extends Date
          ? 'JSON has no dates: convert it to a string'
          : T extends (...args: never) => unknown
            ? 'JSON has no functions'
            : { readonly [Key in keyof T]: AsJson<T[Key]> }

/** One handler for each activity of a definition, and no other. If the activities are not known, they are checked when workers start. */
export type ForActivities<H, Activity extends string> = string extends Activity | keyof H
  ? unknown
  : { readonly [Name in Activity]: unknown } & {
      readonly [Name in Exclude<keyof H, Activity>]: 'no state waits for this activity'
    }
