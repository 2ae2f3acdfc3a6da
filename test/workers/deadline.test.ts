import { expect, it } from 'vitest'
import { virtualSystem } from '../../src/virtual-system.ts'
import { createDeadline } from '../../src/workers/deadline.ts'

const abortedAfter = (signal: AbortSignal, now: () => number) =>
  new Promise<number>((resolve) => signal.addEventListener('abort', () => resolve(now()), { once: true }))

it('a call has the time it is given, twice that at most', async () => {
  const system = virtualSystem({ startAt: 0 })
  const deadline = createDeadline(system, 1000)
  const first = abortedAfter(deadline.signal, system.now)
  await system.sleep(999)
  const second = abortedAfter(deadline.signal, system.now)
  await system.sleep(2)
  const third = abortedAfter(deadline.signal, system.now)
  expect(await Promise.all([first, second, third])).toEqual([2000, 2000, 3001])
})

it('calls that begin together share a signal', () => {
  const deadline = createDeadline(virtualSystem(), 1000)
  expect(deadline.signal).toBe(deadline.signal)
  deadline.abort()
})

it('tells what the matter was', async () => {
  const system = virtualSystem()
  const { signal } = createDeadline(system, 1000)
  await system.sleep(2001)
  expect(signal.reason).toMatchObject({ name: 'CallTimedOut', message: 'no answer after 1000 ms' })
})

it('can be ended early: open calls are aborted, later ones at once, and no timer is left', async () => {
  const system = virtualSystem()
  const deadline = createDeadline(system, 1000)
  const open = deadline.signal
  deadline.abort()
  expect([open.aborted, deadline.signal.aborted]).toEqual([true, true])
  expect(system.sleeping).toBe(0)
})

it('needs no timer while nobody calls', async () => {
  const system = virtualSystem()
  const deadline = createDeadline(system, 1000)
  expect(system.sleeping).toBe(0)
  expect(deadline.signal.aborted).toBe(false)
  await system.sleep(5000)
  expect(system.sleeping).toBe(0)
})
