import { describe, expect, test } from 'vitest'
import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'
import { prefix } from '../../src/dsl/prefix.ts'
import { validate } from '../../src/dsl/validate.ts'
import { formatIssue } from '../../src/errors.ts'
import { desugar, resugar } from '../../src/sugar/desugar.ts'
import { simulate } from '../../src/testing.ts'

const last = (resource: string) => ({ type: 'task', resource: `activity/${resource}`, end: true }) as const

const task = <const Name extends string>(resource: string, next: Name) =>
  ({ type: 'task', resource: `activity/${resource}`, next }) as const

const counting = {
  startAt: 'both',
  states: {
    both: { type: 'parallel', branches: ['vowels', 'spaces'], next: 'done' },
    vowels: task('vowels', 'log'),
    spaces: task('spaces', 'log'),
    log: last('log'),
    done: { type: 'succeed' },
  },
} as const

describe('branches that name states of the same state machine', () => {
  test('become copies of the states that they lead to', () => {
    const { States } = desugar(counting)
    expect(Object.keys(States)).toEqual(['both', 'done'])
    expect(States.both?.Branches).toMatchObject([
      { StartAt: 'vowels', States: { vowels: { Next: 'log' }, log: { End: true } } },
      { StartAt: 'spaces', States: { spaces: { Next: 'log (both[1])' }, 'log (both[1])': { End: true } } },
    ])
  })

  test('are valid, and run', async () => {
    expect(validate(counting)).toEqual([])
    const calls: string[] = []
    const record = (name: string) => () => {
      calls.push(name)
      return name
    }
    const run = await simulate(counting, {
      handlers: {
        'activity/vowels': record('vowels'),
        'activity/spaces': record('spaces'),
        'activity/log': record('log'),
      },
    })
    expect([run.output, calls.sort()]).toEqual([
      ['log', 'log'],
      ['log', 'log', 'spaces', 'vowels'],
    ])
  })

  test('keep states that the state machine leads to itself', () => {
    const { both, ...others } = counting.states
    const shared = { startAt: 'both', states: { both: { ...both, next: 'log' }, ...others } }
    const { States } = desugar(shared)
    expect(Object.keys(States)).toEqual(['both', 'log', 'done'])
    expect(States.both?.Branches).toMatchObject([
      { States: { 'log (both[0])': {} } },
      { States: { 'log (both[1])': {} } },
    ])
  })

  test('can have branches that name states', () => {
    const nested = {
      startAt: 'outer',
      states: {
        outer: { type: 'parallel', branches: ['inner', 'b'], end: true },
        inner: { type: 'parallel', branches: ['a', 'b'], end: true },
        a: last('a'),
        b: last('b'),
      },
    } as const
    expect(validate(nested)).toEqual([])
    const branches = desugar(nested).States.outer?.Branches
    expect(branches).toMatchObject([
      { States: { inner: { Branches: [{ StartAt: 'a' }, { StartAt: 'b' }] } } },
      { StartAt: 'b (outer[1])' },
    ])
  })

  test('round-trip as machines', () => {
    const asl = desugar(counting)
    expect(desugar(resugar(asl))).toEqual(asl)
  })

  test('are renamed with their states', () => {
    const fragment = prefix('Quick: ', counting)
    expect(fragment.states).toHaveProperty(['Quick: both', 'branches'], ['Quick: vowels', 'Quick: spaces'])
  })

  test.each([
    [{ branches: ['vowel', 'spaces'] }, 'states.both.branches[0]: no state named "vowel"; did you mean "vowels"?'],
    [{ branches: ['__proto__', 'spaces'] }, 'states.both.branches[0]: no state named "__proto__"'],
    [
      { branches: ['back', 'spaces'] },
      'states.both.branches[0]: the branch "back" leads back to "both", which would run itself',
    ],
  ])('%j is a problem', (changes, message) => {
    const states = { ...counting.states, both: { ...counting.states.both, ...changes }, back: task('back', 'both') }
    expect(validate({ startAt: 'both', states }).map(formatIssue)).toContain(message)
  })

  test('have the problems of their states at the states', () => {
    const states = { ...counting.states, log: { ...counting.states.log, next: 'nowhere', end: undefined } }
    const issues = validate({ startAt: 'both', states }).map(formatIssue)
    expect([...new Set(issues)]).toEqual(['states.log.next: no state named "nowhere"'])
  })

  test('are checked by the compiler', () => {
    defineStateMachine(counting)
    defineStateMachine({
      startAt: 'both',
      states: {
        // @ts-expect-error: no state named "vowel"
        both: { type: 'parallel', branches: ['vowel'], end: true },
        vowels: last('v'),
      },
    })
  })
})
