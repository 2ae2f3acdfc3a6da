import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { type FsmContext, type FsmMachine, fsm, fsmFromYaml, fsmHandlers, fsmStart } from '../../src/fsm.ts'
import { simulate } from '../../src/testing.ts'

const names = ['a', 'b', 'c', 'd', '__proto__', 'toString', 'the "end"']
const actionNames = ['x', 'y', 'z', 'hasOwnProperty']
const events = ['go', 'on', '__proto__', 'a\\b"%}']

/** The number of events after which each machine ends. */
const LENGTH = 6

const anyActions = fc.array(fc.constantFrom(...actionNames), { maxLength: 1 })

const anyState = (targets: readonly string[]) =>
  fc.record({
    entry: anyActions,
    before: anyActions,
    exit: anyActions,
    on: fc.dictionary(
      fc.constantFrom(...events),
      fc.record({ target: fc.constantFrom(...targets), action: anyActions, local: fc.boolean() }),
      { maxKeys: 2 },
    ),
  })

/** A machine whose states all have the event `stop`, which leads to its end. */
const anyMachine = fc.integer({ min: 1, max: 3 }).chain((count) => {
  const targets = names.slice(0, count)
  return fc.tuple(...targets.map(() => anyState(targets))).map((states) => ({
    initial: targets[0] ?? '',
    states: [
      ...states.map(({ before, on, ...state }, index) => {
        const name = targets[index] ?? ''
        const stop = { target: 'stopped', action: [], local: false }
        // Each state can be reached from the one before.
        const step = { target: targets[index + 1] ?? name, action: [], local: index % 2 === 1 }
        return [name, { ...state, do: [...before, `next-${index}`], on: { ...on, step, stop } }] as const
      }),
      ['stopped', { exit: 'last', final: true }] as const,
    ],
  }))
})

type Machine = typeof anyMachine extends fc.Arbitrary<infer M> ? M : never

const build = ({ initial, states }: Machine, group: 'transition' | 'action', keepLocal = true): FsmMachine => {
  const all = states.map(([name, state]) => {
    const on = Object.entries('on' in state ? state.on : {}).map(([event, transition]) => [
      event,
      { ...transition, local: keepLocal && transition.local },
    ])
    return [name, 'on' in state ? { ...state, on: Object.fromEntries(on) } : state]
  })
  return fsm({ name: 'any', group, initial, maxRetries: 0, states: Object.fromEntries(all) } as never)
}

/** The actions that run with their data and system context, and the output. Each state chooses its events in turn. */
const run = async (machine: FsmMachine, given: Machine, options = {}) => {
  const ran: unknown[] = []
  const note = (name: string) => (ctx: FsmContext) => {
    ran.push([name, JSON.stringify(ctx), ctx.$.state, ctx.$.event, ctx.$.step])
  }
  const next = (index: number, choices: readonly string[]) => (ctx: FsmContext) => {
    note(`next-${index}`)(ctx)
    ctx.count = (ctx.count ?? 0) + 1
    return ctx.count >= LENGTH ? 'stop' : (choices[ctx.count % choices.length] ?? 'stop')
  }
  const actions = Object.fromEntries([
    ...[...actionNames, 'last'].map((name) => [name, note(name)] as const),
    ...given.states.map(
      ([, state], index) => [`next-${index}`, next(index, Object.keys('on' in state ? state.on : {}))] as const,
    ),
  ])
  const result = await simulate(machine, { ...options, handlers: fsmHandlers(machine, actions) })
  return { ran, output: result.output, error: result.error, result }
}

test('both groups, with and without local transitions, run the same actions with the same data', {
  timeout: 30_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(anyMachine, async (given) => {
      const { result: _, ...expected } = await run(build(given, 'transition', false), given)
      expect(expected.error).toBeUndefined()
      for (const machine of [build(given, 'transition'), build(given, 'action')]) {
        expect(validate(machine)).toEqual([])
        const { result: __, ...found } = await run(machine, given)
        expect(found).toEqual(expected)
      }
    }),
    { numRuns: 60 },
  )
})

test('an execution that is started after any event runs the rest', { timeout: 30_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anyMachine, fc.constantFrom('transition', 'action'), async (given, group) => {
      const machine = build(given, group, false)
      const { ran, result } = await run(machine, given)
      // The progress before the second state is that of the first Choice.
      const choice = result.states.find(({ type }) => type === 'Choice')
      const { $, ...context } = Object(choice?.input)
      const { state, event, step } = $
      const rest = await run(machine, given, fsmStart(machine, { state, event, context, step: step - 1 }))
      expect(rest.ran).toEqual(ran.slice(ran.length - rest.ran.length))
      expect(rest.output).toEqual(result.output)
    }),
    { numRuns: 40 },
  )
})

test('any text is a machine, or an error with a line', () => {
  const words = [
    'machines:',
    '- name: m',
    '  states:',
    '  - name: a',
    '    initial: true',
    '    final: true',
    '- ',
    '  ',
    '&a',
    '*a',
    '<<: *a',
    '{',
    '}',
    '? x',
    '| \n',
    '\t',
    '!!map',
    '7',
  ]
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.constantFrom(...words)).map((lines) => lines.join('\n')),
      ),
      (text) => {
        try {
          fsmFromYaml(text)
        } catch (error) {
          const { name, message } = error as Error
          expect(`${name}: ${message}`).toMatch(/^DefinitionError: line \d+, column \d+: |^RangeError: the file has/)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
