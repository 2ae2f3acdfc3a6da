/** The position of a function in the SDK's middleware. */
export interface MiddlewarePlace {
  readonly step: 'finalizeRequest' | 'deserialize'
  readonly priority: 'high' | 'low'
  readonly name: string
}

type Next = (args: unknown) => Promise<unknown>

/** Adds a function to the calls of an SDK's client or command. An object without middleware, such as one of a test, stays as it is. */
export const addMiddleware = (target: object, place: MiddlewarePlace, middleware: (next: Next) => Next): void => {
  const stack: unknown = Reflect.get(target, 'middlewareStack')
  const add: unknown = Reflect.get(Object(stack), 'add')
  if (typeof add === 'function') add.call(stack, middleware, place)
}
