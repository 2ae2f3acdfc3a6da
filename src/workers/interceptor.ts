import { describeValue } from '../options.ts'
import type { TaskContext, TaskFunction, WorkerTask } from './worker-task.ts'

/**
 * Wraps a handler. `next` runs the rest, with this task or a changed copy of it; the function's result is the output.
 *
 * @example
 * const logDuration: InterceptorFunction = async (task, next) => {
 *   const start = task.system.now()
 *   try { return await next(task) } finally { task.log.info({ ms: task.system.now() - start }, 'task ended') }
 * }
 */
export type InterceptorFunction = (task: WorkerTask, next: TaskFunction) => unknown

/** The task as the stages of an {@link InterceptorObject} see it: its input as `request`, later its output as `response` or an `error`. */
export interface InterceptorContext extends TaskContext {
  // biome-ignore lint/suspicious/noExplicitAny: an execution may send any input
  request: any
  // biome-ignore lint/suspicious/noExplicitAny: a handler may return any output
  response?: any
  error?: unknown
  /** Data that `enter` adds for `leave` and `error`. */
  [extra: string]: unknown
}

/** A stage returns the context that goes on, changed or new, or nothing if it changed the context in place. */
type Stage = (
  context: InterceptorContext,
  // biome-ignore lint/suspicious/noConfusingVoidType: a stage that returns nothing leaves the context as it is
) => InterceptorContext | undefined | void | Promise<InterceptorContext | undefined | void>

/**
 * Stages before and after a handler.
 *
 * @example
 * const rounded: InterceptorObject = { name: 'rounded', leave: (context) => { context.response = Math.round(context.response) } }
 */
export interface InterceptorObject {
  readonly name: string
  /** May change `request`. */
  readonly enter?: Stage | undefined
  /** May change `response`. */
  readonly leave?: Stage | undefined
  /** Gets `error`; if it deletes that, `response` is the output. It is also called for an error of its own `enter`. */
  readonly error?: Stage | undefined
}

export type Interceptor = InterceptorFunction | InterceptorObject

/** Wraps the handler into the interceptors. The first one is the outermost: it enters first and leaves last. */
export const compose = (interceptors: readonly Interceptor[], handler: TaskFunction): TaskFunction =>
  interceptors
    .map((interceptor) => (typeof interceptor === 'function' ? interceptor : toFunction(interceptor)))
    .reduceRight<TaskFunction>((next, intercept) => (task) => promiseOf(() => intercept(task, next)), handler)

/** The same promise as that of an async function, at a fraction of its cost. */
export const promiseOf = (call: () => unknown): Promise<unknown> => {
  try {
    return Promise.resolve(call())
  } catch (thrown) {
    return Promise.reject(thrown)
  }
}

const toFunction =
  ({ name, enter, leave, error }: InterceptorObject): InterceptorFunction =>
  async ({ input, ...context }, next) => {
    let current: InterceptorContext = { ...context, request: input }
    const pass = async (stage: Stage | undefined) => {
      const returned: unknown = await stage?.(current)
      if (returned === undefined || returned === null) return
      if (!isInterceptorContext(returned)) throw notAContext(name, stage, returned)
      current = returned
    }
    try {
      await pass(enter)
      const { request, response: _, error: __, ...rest } = current
      current.response = await next({ ...rest, input: request })
    } catch (thrown) {
      if (!error) throw thrown
      // An undefined error would mean that the stage has recovered.
      current.error = thrown === undefined ? new Error('undefined was thrown') : thrown
      await pass(error)
      if (current.error !== undefined) throw current.error
      return current.response
    }
    await pass(leave)
    return current.response
  }

const isInterceptorContext = (returned: unknown): returned is InterceptorContext =>
  typeof returned === 'object' && returned !== null && 'request' in returned

/** A frequent mistake: `(context) => (context.request.x = 1)` returns the assigned value. */
const notAContext = (name: string, stage: Stage | undefined, returned: unknown): TypeError =>
  new TypeError(
    `${stage?.name || 'a stage'} of the interceptor ${JSON.stringify(name)} must return the context or nothing, ` +
      `got ${describeValue(returned)}`,
  )

/** @throws TypeError that names the first value that is not an interceptor. */
export const assertInterceptors = (interceptors: unknown, label: string): void => {
  if (!Array.isArray(interceptors))
    throw new TypeError(`${label} must be an array of interceptors, got ${describeValue(interceptors)}`)
  for (const [index, interceptor] of interceptors.entries()) assertInterceptor(interceptor, `${label}[${index}]`)
}

const stages = ['enter', 'leave', 'error'] as const

const assertInterceptor = (interceptor: unknown, label: string): void => {
  if (typeof interceptor === 'function') return
  if (typeof interceptor !== 'object' || interceptor === null || Array.isArray(interceptor)) {
    const expected = 'a function (task, next) or an object { name, enter?, leave?, error? }'
    throw new TypeError(`${label} must be ${expected}, got ${describeValue(interceptor)}`)
  }
  const members: Partial<Record<(typeof stages)[number] | 'name', unknown>> = interceptor
  if (typeof members.name !== 'string')
    throw new TypeError(`${label}.name must be a string, got ${describeValue(members.name)}`)
  for (const stage of stages) {
    const value = members[stage]
    if (value !== undefined && typeof value !== 'function')
      throw new TypeError(`${label}.${stage} must be a function of the context, got ${describeValue(value)}`)
  }
}
