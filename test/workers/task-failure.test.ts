import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TaskError } from '../../src/errors.ts'
import { taskFailure } from '../../src/workers/task-failure.ts'

const refuse = () => {
  throw new Error('refused')
}
const causeOf = (thrown: unknown) => JSON.parse(taskFailure(thrown).cause ?? '')

describe('the error name of a thrown value', () => {
  class CardDeclined extends Error {}
  class Renamed extends Error {
    override readonly name = 'billing/card-declined'
  }
  it.each([
    [new TaskError('billing/card-declined', 'no money'), 'billing/card-declined'],
    [new CardDeclined('no money'), 'CardDeclined'],
    [new Renamed('no money'), 'billing/card-declined'],
    [new Error('no money'), 'Error'],
    [new TypeError('no money'), 'TypeError'],
    [new (class NotThatType extends TypeError {})('no money'), 'NotThatType'],
    [new DOMException('enough', 'AbortError'), 'AbortError'],
    [Object.assign(new Error('no money'), { name: 'Assigned' }), 'Assigned'],
    ['no money', 'Error'],
    [undefined, 'Error'],
  ])('%s is %s', (thrown, name) => {
    expect(taskFailure(thrown).error).toBe(name)
  })

  it('has 256 characters at most', () => {
    expect(taskFailure(new TaskError('x'.repeat(256))).error).toHaveLength(256)
    expect(taskFailure(new TaskError('x'.repeat(257))).error).toHaveLength(256)
  })
})

describe('the cause of a thrown value', () => {
  it('is the cause of a TaskError, if it has one', () => {
    expect(taskFailure(new TaskError('A', 'because'))).toEqual({ error: 'A', cause: 'because' })
    expect(taskFailure(new TaskError('A'))).toEqual({ error: 'A', cause: undefined })
  })

  it('is JSON if a TaskError was given something else than a string', () => {
    const failure = taskFailure(new TaskError('E', { a: 1 }))
    expect(failure).toEqual({ error: 'E', cause: '{"a":1}' })
    const wrapped = taskFailure(new TaskError('E', new RangeError('too large')))
    expect(JSON.parse(wrapped.cause ?? '')).toEqual({
      message: 'too large',
      stack: expect.stringContaining('RangeError'),
    })
    expect(taskFailure(new TaskError('E', 7n))).toEqual({ error: 'E', cause: '7n' })
  })

  it('is that of an object with an error name, which is not an Error', () => {
    expect(taskFailure({ error: 'E1' })).toEqual({ error: 'E1', cause: undefined })
    expect(taskFailure({ error: 'E1', cause: 'because' })).toEqual({ error: 'E1', cause: 'because' })
    expect(taskFailure({ error: 'E1', cause: { left: 0 } })).toEqual({ error: 'E1', cause: '{"left":0}' })
  })

  it('is JSON with the message and the stack of an Error that has an error name, but no cause', () => {
    const declined = Object.assign(new Error('no money'), { error: 'billing/card-declined' })
    expect(taskFailure(declined).error).toBe('billing/card-declined')
    expect(causeOf(declined)).toEqual({ message: 'no money', stack: expect.stringContaining('no money') })
    const wrapping = Object.assign(new Error('no money', { cause: new Error('limit') }), { error: 'Declined' })
    expect(taskFailure(wrapping).error).toBe('Declined')
    expect(causeOf(wrapping)).toMatchObject({ message: 'no money', cause: { message: 'limit' } })
  })

  it('is JSON with the message, the stack and the causes of any other error', () => {
    const thrown = new Error('outer', { cause: new TypeError('inner', { cause: 'root' }) })
    expect(causeOf(thrown)).toEqual({
      message: 'outer',
      stack: thrown.stack,
      cause: { name: 'TypeError', message: 'inner', cause: { message: 'root' } },
    })
  })

  it('has the errors of an AggregateError', () => {
    const thrown = new AggregateError([new TypeError('one'), 'two', ...Array(98).fill(new Error('more'))], 'all failed')
    const { message, errors } = causeOf(thrown)
    expect(message).toBe('all failed')
    expect(errors.slice(0, 2)).toEqual([{ name: 'TypeError', message: 'one' }, { message: 'two' }])
    expect(errors).toHaveLength(5)
  })

  it('has a thrown value that is not an error as its message', () => {
    expect(causeOf('a string')).toEqual({ message: 'a string' })
    expect(causeOf({ code: 7n })).toEqual({ message: '{ code: 7n }' })
    expect(causeOf(Object.create(null))).toEqual({ message: '[Object: null prototype] {}' })
  })

  it('may have a name or a message that was not a string', () => {
    const thrown = Object.assign(new Error('x'), { name: 7, message: 10n })
    expect(taskFailure(thrown).error).toBe('7')
    expect(causeOf(thrown)).toMatchObject({ message: '10n' })
  })

  it.each([
    ['an error with a getter that throws', Object.defineProperty(new Error('x'), 'stack', { get: refuse })],
    ['an object whose inspection throws', { [Symbol.for('nodejs.util.inspect.custom')]: refuse }],
    ['a proxy that refuses everything', new Proxy(new Error('x'), { get: refuse, getPrototypeOf: refuse })],
  ])('reports that %s cannot be read', (_, thrown) => {
    expect(taskFailure(thrown).error).toBe('Error')
    expect(causeOf(thrown).message).toMatch(/^the handler threw a value that cannot be read: Error: refused/)
  })

  it('ends if the causes are cyclic', () => {
    const thrown = new Error('again')
    thrown.cause = thrown
    expect(causeOf(thrown)).toMatchObject({ message: 'again', cause: { message: 'again' } })
  })

  it('has 32,768 characters at most, and is still JSON if it was', () => {
    expect(taskFailure(new TaskError('A', 'x'.repeat(32_769))).cause).toHaveLength(32_768)
    const long = taskFailure(new Error('"\n'.repeat(20_000))).cause ?? ''
    expect(long.length).toBeLessThanOrEqual(32_768)
    expect(JSON.parse(long).message).toMatch(/^("\n)+"?$/)
  })

  it('is never truncated within a character', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 32_700, maxLength: 32_900 })
    fc.assert(
      fc.property(text, (cause) => {
        const truncated = taskFailure(new TaskError('A', cause)).cause ?? ''
        expect(cause.startsWith(truncated)).toBe(true)
        expect(truncated.length).toBeLessThanOrEqual(32_768)
        expect(truncated).not.toMatch(/\p{Surrogate}/u)
      }),
      { numRuns: 20 },
    )
  })
})
