/**
 * Returns a function that runs `create` at the first call only: later calls return the same promise. After a rejection the next call runs
 * it again.
 *
 * @example
 * const loadSdk = once(() => import('@aws-sdk/client-sfn'))
 * const { SFNClient } = await loadSdk()
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
