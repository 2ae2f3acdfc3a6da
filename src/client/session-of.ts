import type { Session } from './session.ts'

const sessions = new WeakMap<object, Session>()

/** Records the session of a bound function, and returns the function. */
export const withSession = <Bound extends object>(session: Session, bound: Bound): Bound => {
  sessions.set(bound, session)
  return bound
}

/** Returns the session that a function was bound to; `undefined` if it was not bound to one. */
export const sessionOf = (bound: object): Session | undefined => sessions.get(bound)
