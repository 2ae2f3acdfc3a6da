import type { Interceptor } from './interceptor.ts'
import type { StandardSchema } from './standard-schema.ts'
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
