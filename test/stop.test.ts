import { expect, test, vi } from 'vitest'
import { abortSignalOf, Stop } from '../src/stop.ts'

test('tells each listener once that it is aborted, in the order in which they began to listen', () => {
  const stop = new Stop()
  const told: string[] = []
  stop.addEventListener('abort', () => told.push('first'))
  stop.addEventListener('abort', () => told.push('second'))
  stop.abort()
  stop.abort()
  expect(told).toEqual(['first', 'second'])
})

test('keeps its first reason, and throws it to whoever asks', () => {
  const stop = new Stop()
  const reason = new Error('the first')
  stop.throwIfAborted()
  stop.abort(reason)
  stop.abort(new Error('the second'))
  expect(stop.reason).toBe(reason)
  expect(() => stop.throwIfAborted()).toThrow(reason)
})

test('without a reason, it is the one of an AbortController', () => {
  const stop = new Stop()
  stop.abort()
  expect(stop.reason).toMatchObject({ name: 'AbortError' })
  expect(stop.signal.reason).toBe(stop.reason)
})

test('does not tell a listener that was removed, nor one that comes too late', () => {
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

test.for(['before', 'after'] as const)('is an AbortSignal for others, asked for %s it is aborted', (when) => {
  const stop = new Stop()
  if (when === 'after') stop.abort('over')
  const { signal } = stop
  if (when === 'before') stop.abort('over')
  expect(signal).toBeInstanceOf(AbortSignal)
  expect(signal).toMatchObject({ aborted: true, reason: 'over' })
  expect(abortSignalOf(stop)).toBe(signal)
})

test('leaves the AbortSignal of somebody else as it is', () => {
  const { signal } = new AbortController()
  expect(abortSignalOf(signal)).toBe(signal)
})
