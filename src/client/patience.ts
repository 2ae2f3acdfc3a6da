import type { Session } from './session.ts'

/** The pauses in milliseconds between two looks: short for what ends at once, few for what takes long. */
export function* pollDelays(longest = 5000): Generator<number, never> {
  for (let ms = 5; ; ms = Math.min(ms * 3, longest)) yield ms
}

/**
 * Makes a look at AWS bear the errors that may pass: a new execution is visible a little later, a throttle or an outage ends.
 * The look answers `undefined` for them, and throws the error when it has lasted too long.
 */
export const patiently = <T>(session: Session, look: () => Promise<T>): (() => Promise<T | undefined>) => {
  let lastAnswer = session.system.now()
  return async () => {
    try {
      const answer = await look()
      lastAnswer = session.system.now()
      return answer
    } catch (error) {
      if (session.system.now() - lastAnswer >= patience(error, session)) throw error
      return undefined
    }
  }
}

/** For how many milliseconds an error may pass. The embedded engine, which tells the end, sees what it started at once. */
const patience = (error: unknown, { ended }: Session): number => {
  if (!(error instanceof Error)) return 0
  if (error.name === 'ExecutionDoesNotExist') return ended ? 0 : 10_000
  const fromServer = '$fault' in error && error.$fault === 'server'
  return fromServer || error.name === 'ThrottlingException' ? 60_000 : 0
}
