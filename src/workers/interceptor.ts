import { inspect } from 'node:util'
import type { ActivityTask, TaskContext, TaskFunction } from './activity-task.ts'

/** Wraps what comes after it: `next` runs the rest with a task, which may be a changed copy of this one. */
export type InterceptorFunction = (task: ActivityTask, next: TaskFunction) => unknown

/** What a pair sees of a task: its input as `request`, then the output as `response` or what was thrown as `error`. */
export interface InterceptorContext extends TaskContext {
  // biome-ignore lint/suspicious/noExplicitAny: the input is whatever the execution sends
  request: any
  // biome-ignore lint/suspicious/noExplicitAny: the output is whatever the handler returns
  response?: any
  error?: unknown
  /** What a pair puts here on entering, it finds here on leaving. */
  [extra: string]: unknown
}

/** A stage of a pair returns the context that goes on: the one it got, perhaps changed, or a new one. */
// biome-ignore lint/suspicious/noConfusingVoidType: a stage that returns nothing leaves the context as it is
type Stage = (
  context: InterceptorContext,
) => InterceptorContext | undefined | void | Promise<InterceptorContext | undefined | void>

/** Stages before and after what comes after it. */
export interface InterceptorObject {
  readonly name: string
  /** Sees and may change `request`. */
  readonly enter?: Stage | undefined
  /** Sees and may change `response`. */
  readonly leave?: Stage | undefined
  /** Sees `error`; deleting it makes `response` the result. Also called for what this pair's own `enter` threw. */
  readonly error?: Stage | undefined
}

export type Interceptor = InterceptorFunction | InterceptorObject

/** One function out of many: the first interceptor is the outermost, so it enters first and leaves last. */
export const compose = (interceptors: readonly Interceptor[], handler: TaskFunction): TaskFunction =>
  interceptors
    .map((interceptor) => (typeof interceptor === 'function' ? interceptor : asOnion(interceptor)))
    .reduceRight<TaskFunction>((next, intercept) => (task) => promised(() => intercept(task, next)), handler)

/** What an async function would return, at a fraction of its price. */
export const promised = (call: () => unknown): Promise<unknown> => {
  try {
    return Promise.resolve(call())
  } catch (thrown) {
    return Promise.reject(thrown)
  }
}

const asOnion =
  ({ name, enter, leave, error }: InterceptorObject): InterceptorFunction =>
  async ({ input, ...context }, next) => {
    let current: InterceptorContext = { ...context, request: input }
    const pass = async (stage: Stage | undefined) => {
      const returned: unknown = await stage?.(current)
      if (returned === undefined || returned === null) return
      if (!isPairContext(returned)) throw notAContext(name, stage, returned)
      current = returned
    }
    try {
      await pass(enter)
      const { request, response: _, error: __, ...rest } = current
      current.response = await next({ ...rest, input: request })
    } catch (thrown) {
      if (!error) throw thrown
      // Without an error, a pair would have recovered.
      current.error = thrown === undefined ? new Error('undefined was thrown') : thrown
      await pass(error)
      if (current.error !== undefined) throw current.error
      return current.response
    }
    await pass(leave)
    return current.response
  }

const isPairContext = (returned: unknown): returned is InterceptorContext =>
  typeof returned === 'object' && returned !== null && 'request' in returned

/** `(context) => (context.request.x = 1)` returns what it assigns. */
const notAContext = (name: string, stage: Stage | undefined, returned: unknown): TypeError => {
  const found = inspect(returned, { depth: 0 })
  return new TypeError(
    `interceptor ${JSON.stringify(name)}: ${stage?.name || 'a stage'} must return the context or nothing, it returned ${found}`,
  )
}

/** @throws TypeError that names the place of the first value that is no interceptor. */
export const assertInterceptors = (interceptors: unknown, place: string): void => {
  if (!Array.isArray(interceptors)) throw new TypeError(`${place}: expected an array of interceptors`)
  for (const [index, interceptor] of interceptors.entries()) {
    const problem = problemOf(interceptor)
    if (problem) throw new TypeError(`${place}[${index}]: ${problem}`)
  }
}

const stages = ['enter', 'leave', 'error'] as const

const problemOf = (interceptor: unknown): string | undefined => {
  if (typeof interceptor === 'function') return undefined
  if (typeof interceptor !== 'object' || interceptor === null || Array.isArray(interceptor)) {
    return 'expected a function (task, next) or an object { name, enter?, leave?, error? }'
  }
  const pair: Partial<Record<(typeof stages)[number] | 'name', unknown>> = interceptor
  if (typeof pair.name !== 'string') return 'expected a name, a string'
  const wrong = stages.find((stage) => pair[stage] !== undefined && typeof pair[stage] !== 'function')
  return wrong && `${wrong}: expected a function of the context`
}
