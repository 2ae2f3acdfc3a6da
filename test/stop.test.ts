import { getEventListeners } from 'node:events'
import { describe, expect, it, test, vi } from 'vitest'
import { abortSignalOf, onAbort, Stop, until } from '../src/stop.ts'

test('an abort calls each listener once, in the order in which they were added', () => {
  const stop = new Stop()
  const called: string[] = []
  stop.addEventListener('abort', () => called.push('first'))
  stop.addEventListener('abort', () => called.push('second'))
  stop.abort()
  stop.abort()
  expect(called).toEqual(['first', 'second'])
})

test('the first reason stays, and throwIfAborted throws it', () => {
  const stop = new Stop()
  const reason = new Error('the first')
  stop.throwIfAborted()
  stop.abort(reason)
  stop.abort(new Error('the second'))
  expect(stop.reason).toBe(reason)
  expect(() => stop.throwIfAborted()).toThrow(reason)
})

test('the default reason is that of an AbortController', () => {
  const stop = new Stop()
  stop.abort()
  expect(stop.reason).toMatchObject({ name: 'AbortError' })
  expect(stop.signal.reason).toBe(stop.reason)
})

test('an abort does not call a listener that was removed, nor one that was added later', () => {
  const stop = new Stop()
  const removed = vi.fn()
  const late = vi.fn()
  stop.addEventListener('abort', removed)
  stop.removeEventListener('abort', removed)
  stop.abort()
  stop.addEventListener('abort', late)
  expect(removed).not.toHaveBeenCalled()
  expect(late).not.toHaveBeenCalled()
})

test.for(['before', 'after'] as const)('its AbortSignal is aborted too, if created %s the abort', (when) => {
  const stop = new Stop()
  if (when === 'after') stop.abort('over')
  const { signal } = stop
  if (when === 'before') stop.abort('over')
  expect(signal).toBeInstanceOf(AbortSignal)
  expect(signal).toMatchObject({ aborted: true, reason: 'over' })
  expect(abortSignalOf(stop)).toBe(signal)
})

test('the AbortSignal of an AbortSignal is itself', () => {
  const { signal } = new AbortController()
  expect(abortSignalOf(signal)).toBe(signal)
})

describe.each([
  ['a Stop', () => new Stop()],
  ['an AbortSignal', () => abortable()],
])('onAbort on %s', (_, create) => {
  it('calls the listener once when it is aborted', () => {
    const signal = create()
    const listener = vi.fn()
    onAbort(signal, listener)
    expect(listener).not.toHaveBeenCalled()
    signal.abort()
    signal.abort()
    expect(listener).toHaveBeenCalledOnce()
  })

  it('calls the listener at once if it is aborted already', () => {
    const signal = create()
    signal.abort()
    const listener = vi.fn()
    onAbort(signal, listener)()
    expect(listener).toHaveBeenCalledOnce()
  })

  it('does not call a listener that was removed', () => {
    const signal = create()
    const listener = vi.fn()
    onAbort(signal, listener)()
    signal.abort()
    expect(listener).not.toHaveBeenCalled()
  })
})

/** An AbortSignal that can be aborted like a Stop. */
const abortable = () => {
  const controller = new AbortController()
  return Object.assign(controller.signal, { abort: () => controller.abort() })
}

describe('until', () => {
  it('returns what the promise resolves to', async () => {
    expect(await until(new Stop(), Promise.resolve(42))).toBe(42)
  })

  it('throws what the promise rejects with', async () => {
    await expect(until(new Stop(), Promise.reject(new Error('boom')))).rejects.toThrow('boom')
  })

  it('throws the reason of an abort, even if the promise settles later', async () => {
    const stop = new Stop()
    const promise = Promise.reject(new Error('too late'))
    const waiting = until(stop, promise)
    stop.abort('enough')
    await expect(waiting).rejects.toBe('enough')
  })

  it('throws the reason of a signal that is aborted already', async () => {
    await expect(until(AbortSignal.abort('over'), new Promise(() => {}))).rejects.toBe('over')
  })

  it.each([
    ['resolved', () => Promise.resolve()],
    ['rejected', () => Promise.reject(new Error('boom'))],
  ])('leaves no listener on the signal when the promise has %s', async (_, create) => {
    const { signal } = new AbortController()
    await until(signal, create()).catch(() => {})
    await Promise.resolve()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
