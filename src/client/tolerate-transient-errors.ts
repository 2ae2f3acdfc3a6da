import type { Session } from './session.ts'

/**
 * Wraps a read of AWS so that transient errors are tolerated for a while: a new execution becomes visible, a throttle or an outage
 * ends. The function that is returned resolves to `undefined` for such an error, and throws it once it has lasted too long.
 */
export const tolerateTransientErrors = <T>(
  session: Session,
  read: () => Promise<T>,
): (() => Promise<T | undefined>) => {
  let lastSuccess = session.system.now()
  return async () => {
    try {
      const output = await read()
      lastSuccess = session.system.now()
      return output
    } catch (error) {
      if (session.system.now() - lastSuccess >= toleratedForMs(error, session)) throw error
      return undefined
    }
  }
}

/** For how many milliseconds an error is tolerated. The embedded engine, which has `ended`, shows a new execution at once. */
const toleratedForMs = (error: unknown, { ended }: Session): number => {
  if (!(error instanceof Error)) return 0
  if (error.name === 'ExecutionDoesNotExist') return ended ? 0 : 10_000
  const isServerFault = '$fault' in error && error.$fault === 'server'
  return isServerFault || error.name === 'ThrottlingException' ? 60_000 : 0
}
