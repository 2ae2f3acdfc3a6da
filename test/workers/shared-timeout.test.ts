import { expect, it } from 'vitest'
import { onAbort } from '../../src/stop.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import { createSharedTimeout } from '../../src/workers/shared-timeout.ts'

const abortedAfter = (signal: AbortSignal, now: () => number) =>
  new Promise<number>((resolve) => onAbort(signal, () => resolve(now())))

it('a call is aborted after the timeout, at the latest after twice the timeout', async () => {
  const system = virtualSystem({ startAt: 0 })
  const timeout = createSharedTimeout(system, 1000)
  const first = abortedAfter(timeout.signal, system.now)
  await system.sleep(999)
  const second = abortedAfter(timeout.signal, system.now)
  await system.sleep(2)
  const third = abortedAfter(timeout.signal, system.now)
  expect(await Promise.all([first, second, third])).toEqual([2000, 2000, 3001])
})

it('calls that begin together share a signal', () => {
  const timeout = createSharedTimeout(virtualSystem(), 1000)
  expect(timeout.signal).toBe(timeout.signal)
  timeout.abort()
})

it('the reason is a CallTimedOut', async () => {
  const system = virtualSystem()
  const { signal } = createSharedTimeout(system, 1000)
  await system.sleep(2001)
  expect(signal.reason).toMatchObject({ name: 'CallTimedOut', message: 'no answer after 1000 ms' })
})

it('an abort ends open calls and later ones, and leaves no timer', async () => {
  const system = virtualSystem()
  const timeout = createSharedTimeout(system, 1000)
  const open = timeout.signal
  timeout.abort()
  expect([open.aborted, timeout.signal.aborted]).toEqual([true, true])
  expect(system.sleeping).toBe(0)
})

it('without calls there is no timer', async () => {
  const system = virtualSystem()
  const timeout = createSharedTimeout(system, 1000)
  expect(system.sleeping).toBe(0)
  expect(timeout.signal.aborted).toBe(false)
  await system.sleep(5000)
  expect(system.sleeping).toBe(0)
})
