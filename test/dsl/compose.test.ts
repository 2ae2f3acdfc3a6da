import { describe, expect, test } from 'vitest'
import { attempt } from '../../src/dsl/attempt.ts'
import { chain } from '../../src/dsl/chain.ts'
import { machine } from '../../src/dsl/machine.ts'
import { prefix } from '../../src/dsl/prefix.ts'
import { sequence } from '../../src/dsl/sequence.ts'
import { validate } from '../../src/dsl/validate.ts'
import { DefinitionError } from '../../src/errors.ts'

const job = sequence({ first: { type: 'pass' }, last: { type: 'pass' } })
const done = sequence({ done: { type: 'pass' } })

describe('sequence', () => {
  test('links each state to the following one and leaves the last one open', () => {
    expect(
      sequence({ a: { type: 'pass' }, b: { type: 'wait', seconds: 1 }, c: { type: 'task', resource: 'r' } }),
    ).toEqual({
      startAt: 'a',
      states: {
        a: { type: 'pass', next: 'b' },
        b: { type: 'wait', seconds: 1, next: 'c' },
        c: { type: 'task', resource: 'r' },
      },
    })
  })

  test('keeps the transitions that states have', () => {
    const states = { a: { type: 'pass', next: 'c' }, b: { type: 'pass', end: true }, c: { type: 'succeed' } } as const
    expect(sequence(states).states).toEqual(states)
  })

  test('links states that have ASL verbatim', () => {
    expect(sequence({ a: { type: 'pass', Comment: 'x' }, b: { type: 'succeed' } }).states.a).toMatchObject({
      next: 'b',
    })
  })

  test('rejects integer names', () => {
    expect(() => sequence({ b: { type: 'pass' }, 1: { type: 'pass' } })).toThrow(DefinitionError)
  })

  test('rejects an object without states', () => {
    expect(() => sequence({})).toThrow('a sequence needs at least one state')
  })
})

describe('chain', () => {
  test('links every open end to the start of the next fragment', () => {
    const choice = {
      startAt: 'which',
      states: {
        which: { type: 'choice', choices: [{ condition: '$.left', next: 'left' }], default: 'right' },
        left: { type: 'pass' },
        right: { type: 'pass' },
      },
    } as const
    expect(chain(choice, done).states).toEqual({
      ...choice.states,
      left: { type: 'pass', next: 'done' },
      right: { type: 'pass', next: 'done' },
      done: { type: 'pass' },
    })
  })

  test('is associative', () => {
    const [a, b, c] = [
      sequence({ a: { type: 'pass' } }),
      sequence({ b: { type: 'pass' } }),
      sequence({ c: { type: 'pass' } }),
    ]
    expect(chain(chain(a, b), c)).toEqual(chain(a, chain(b, c)))
    expect(chain(a, b, c)).toEqual(chain(chain(a, b), c))
  })

  test('rejects two states of the same name with a hint', () => {
    expect(() => chain(job, job)).toThrow(/^first: two fragments have a state of this name; rename the states of one/)
  })

  test('rejects a fragment without an open end', () => {
    expect(() => chain(sequence({ end: { type: 'succeed' } }), done)).toThrow(
      'end: this fragment has no open end that could lead to "done"',
    )
  })
})

describe('prefix', () => {
  test('renames every state and every reference to one, at any depth', () => {
    const fragment = {
      startAt: 'a',
      states: {
        a: { type: 'task', resource: 'a', catch: [{ next: 'b' }, { next: 'outside' }], next: 'b' },
        b: { type: 'choice', choices: [{ condition: '$.x', next: 'a' }], default: 'c' },
        c: {
          type: 'parallel',
          branches: [{ startAt: 'd', states: { d: { type: 'pass', result: { next: 'a' }, end: true } } }],
          Catch: [{ ErrorEquals: ['X'], Next: 'a' }],
        },
      },
    } as const
    expect(prefix('1 ', fragment)).toEqual({
      startAt: '1 a',
      states: {
        '1 a': { type: 'task', resource: 'a', catch: [{ next: '1 b' }, { next: 'outside' }], next: '1 b' },
        '1 b': { type: 'choice', choices: [{ condition: '$.x', next: '1 a' }], default: '1 c' },
        '1 c': {
          type: 'parallel',
          branches: [{ startAt: '1 d', states: { '1 d': { type: 'pass', result: { next: 'a' }, end: true } } }],
          Catch: [{ ErrorEquals: ['X'], Next: '1 a' }],
        },
      },
    })
  })

  test('allows a machine to have a fragment twice', () => {
    const twice = machine('twice', chain(prefix('quick: ', job), prefix('slow/', job), done))
    expect(validate(twice)).toEqual([])
    expect(Object.keys(twice.states)).toEqual(['quick: first', 'quick: last', 'slow/first', 'slow/last', 'done'])
  })
})

describe('attempt', () => {
  test('wraps a fragment in one state with the same output', () => {
    expect(attempt(job, { retry: { maxAttempts: 2 }, catch: { next: 'failed' } })).toEqual({
      startAt: 'Attempt: first',
      states: {
        'Attempt: first': {
          type: 'parallel',
          branches: [
            { startAt: 'first', states: { first: { type: 'pass', next: 'last' }, last: { type: 'pass', end: true } } },
          ],
          outputPath: '$[0]',
          retry: { maxAttempts: 2 },
          catch: { next: 'failed' },
        },
      },
    })
  })

  test('unwraps the output with an expression in JSONata', () => {
    const { states } = attempt(job, { name: 'all', queryLanguage: 'JSONata' })
    expect(states.all).toMatchObject({ output: '{% $states.result[0] %}' })
    expect(validate({ ...machine('m', attempt(job, { queryLanguage: 'JSONata' })), queryLanguage: 'JSONata' })).toEqual(
      [],
    )
  })
})

describe('machine', () => {
  test('adds "end" to the open ends', () => {
    expect(machine('jobs', job, { comment: 'c' })).toEqual({
      name: 'jobs',
      comment: 'c',
      startAt: 'first',
      states: { first: { type: 'pass', next: 'last' }, last: { type: 'pass', end: true } },
    })
  })

  test('makes a branch of a fragment without a name', () => {
    expect(machine(done)).toEqual({ startAt: 'done', states: { done: { type: 'pass', end: true } } })
  })
})

test('no function changes its fragments', () => {
  const before = JSON.stringify(job)
  machine('m', chain(prefix('a', attempt(job, { retry: {} })), job))
  expect(JSON.stringify(job)).toBe(before)
})

describe('a choice without default', () => {
  const route = {
    startAt: 'which',
    states: {
      which: { type: 'choice', choices: [{ condition: '$.left', next: 'left' }] },
      left: { type: 'pass' },
    },
  } as const

  test('continues with the next fragment if includeOtherwise is true', () => {
    expect(chain(route, done, { includeOtherwise: true }).states).toEqual({
      which: { ...route.states.which, default: 'done' },
      left: { type: 'pass', next: 'done' },
      done: { type: 'pass' },
    })
  })

  test('stays as it is by default', () => {
    expect(chain(route, done).states.which).toEqual(route.states.which)
  })

  test('is named in the hint if the fragment has no other open end', () => {
    const closed = { ...route, states: { ...route.states, left: { type: 'succeed' } } } as const
    expect(() => chain(closed, done)).toThrow(
      'which: this fragment has no open end that could lead to "done"; to continue from choices without "default", pass { includeOtherwise: true }',
    )
  })
})

describe('a wrong argument', () => {
  const untyped = { attempt, chain, machine, prefix, sequence } as unknown as Record<
    string,
    (...args: unknown[]) => unknown
  >
  const fragment = 'must be a fragment { startAt, states }, got'
  test.each<[name: string, args: unknown[], message: string]>([
    ['chain', [], 'chain needs at least one fragment: { startAt, states }'],
    [
      'chain',
      [job, { type: 'pass' }],
      `argument 2 of chain ${fragment} an object; to use a single state, write sequence({ name: state })`,
    ],
    ['chain', [job, undefined], `argument 2 of chain ${fragment} nothing`],
    ['sequence', [null], 'sequence needs an object of states by name, got null'],
    ['sequence', [{ a: 'b' }], 'sequence needs an object of states by name, got "b" for "a"'],
    ['attempt', [undefined], `the first argument of attempt ${fragment} nothing`],
    ['machine', ['name'], `the second argument of machine ${fragment} nothing`],
    ['machine', [{ startAt: 'a', states: { a: 1 } }], `the first argument of machine ${fragment} an object`],
    ['prefix', ['text'], `the second argument of prefix ${fragment} nothing`],
  ])('%s(…) is rejected: %j', (name, args, message) => {
    expect(() => untyped[name]?.(...args)).toThrow(new TypeError(message))
  })

  test('an unknown option is rejected', () => {
    expect(() => attempt(job, { retires: 1 } as object)).toThrow(/"retires"/)
    expect(() => chain(job, done, { includeOtherwse: true } as object)).toThrow(/"includeOtherwse"/)
  })
})

test('attempt without options only wraps the fragment', () => {
  expect(attempt(job).states['Attempt: first']).toMatchObject({ type: 'parallel', outputPath: '$[0]' })
})
