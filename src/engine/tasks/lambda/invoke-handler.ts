import type { LambdaContext, LambdaHandler } from './lambda-handler.ts'

/** The members of a context that are the same for every style of handler. */
export type ContextFacts = Omit<LambdaContext, 'done' | 'fail' | 'succeed'>

/**
 * Calls a handler and returns its result. A handler that returns a promise is done when the promise is settled. Otherwise one with three
 * parameters is done when it calls the third one, and any other handler when it returns.
 * @throws what the handler throws or reports
 */
export const invokeHandler = (handler: LambdaHandler, event: unknown, facts: ContextFacts): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const callback: LambdaContext['done'] = (error, result) =>
      error === undefined || error === null ? resolve(result) : reject(error)
    const context: LambdaContext = Object.assign(facts, { done: callback, fail: reject, succeed: resolve })
    const returned = handler(event, context, callback)
    if (handler.length < 3 || isThenable(returned)) resolve(returned)
  })

const isThenable = (value: unknown): boolean => typeof Object(value).then === 'function'
