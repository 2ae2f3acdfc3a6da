import type { System } from '../system.ts'

/** Why a call was given up. It has a name of its own, so that nobody takes it for an abort that somebody asked for. */
class CallTimedOut extends Error {
  override readonly name = 'CallTimedOut'
}

/**
 * Runs `call` with a signal that is aborted after `ms` milliseconds, or with `outer`. A service that neither answers nor hangs up
 * would hold a worker for ever.
 * @throws whatever `call` throws, or an error that tells how long it took.
 */
export const within = async <T>(
  { system, ms, outer }: { system: System; ms: number; outer?: AbortSignal | undefined },
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const limit = new AbortController()
  const finished = new AbortController()
  const forward = () => limit.abort(outer?.reason)
  if (outer?.aborted) forward()
  outer?.addEventListener('abort', forward, { once: true })
  const expire = () => limit.abort(new CallTimedOut(`no answer after ${ms} ms`))
  system.sleep(ms, finished.signal).then(expire, () => {})
  try {
    return await call(limit.signal)
  } catch (error) {
    throw limit.signal.reason instanceof CallTimedOut ? limit.signal.reason : error
  } finally {
    outer?.removeEventListener('abort', forward)
    finished.abort(finished)
  }
}
