/**
 * Makes `create` run at the first call only: later calls return the same promise. After a rejection the next call runs it again.
 *
 * @example
 * const connect = once(async () => new SFNClient({}))
 * const sfn = await connect()
 */
export const once = <T>(create: () => Promise<T>): (() => Promise<T>) => {
  let promise: Promise<T> | undefined
  return () => {
    promise ??= create().catch((error: unknown) => {
      promise = undefined
      throw error
    })
    return promise
  }
}
