/** Adds `Promise.withResolvers`, which a peer needs and Node 20 does not have. */
export const withResolvers = (): void => {
  const promise = Promise as unknown as { withResolvers?: () => unknown }
  promise.withResolvers ??= () => {
    let resolve: unknown
    let reject: unknown
    const pending = new Promise((res, rej) => {
      resolve = res
      reject = rej
    })
    return { promise: pending, resolve, reject }
  }
}
