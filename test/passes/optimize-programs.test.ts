import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Fail, handlersOf, sleep, withOptions } from '../../src/compile.ts'
import type { Json } from '../../src/json.ts'
import { optimize } from '../../src/passes/optimize/optimize.ts'
import { simulate } from '../../src/testing/simulate.ts'
import { arbitraryProgram, callNames, compiledText } from '../support/compile/arbitrary-program.ts'
import { tryCompile } from '../support/compile/run-both.ts'

const json = fc.constantFrom<Json>(null, 0, 2, 'a', '', true, [], [1], { x: 1 }, { x: { x: 'a' } })
const input = fc.record({ n: json, s: json, list: fc.array(json, { maxLength: 3 }), o: json })

/** The answer of a call depends on nothing but its arguments. */
const implement = (name: string, args: readonly Json[]): Json => {
  const text = JSON.stringify([name, args])
  const hash = Array.from(text).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1009, 7)
  if (hash % 6 === 0) throw new Fail(hash % 4 === 0 ? 'Broken' : 'Other', 'why')
  return ([null, 1, 'a', [1], { x: hash }] as const)[hash % 5] as Json
}

/** Runs a definition with the handlers of a program. The cause names the state, and the number of its event. */
const run = async (definition: object, program: Program, given: Json) => {
  const calls: Json[] = []
  const implementations = callNames.map((name) => [
    name,
    (...args: Json[]) => {
      calls.push([name, ...args])
      return implement(name, args)
    },
  ])
  const handlers = handlersOf(program, Object.fromEntries(implementations))
  const { status, output, error, cause, transitions } = await simulate(
    definition as never,
    { input: given, handlers } as never,
  )
  const named = cause?.replaceAll(/the state '[^']*' \(entered at the event id #\d+\)/g, 'a state')
  return { outcome: { status, output, error, cause: named, calls }, transitions }
}

type Program = NonNullable<ReturnType<typeof tryCompile>>

// The seed is fixed: the calls of branches that run at the same time have no order.
test('optimized programs make the same calls and have the same outcome', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryProgram, input, async (program, given) => {
      const compiled = tryCompile(compiledText(program), { Fail, sleep, withOptions })
      if (!compiled) return
      const [before, after] = [
        await run(compiled, compiled, given),
        await run(optimize(compiled as never), compiled, given),
      ]
      expect(after.outcome).toEqual(before.outcome)
      expect(after.transitions).toBeLessThanOrEqual(before.transitions)
    }),
    { numRuns: 8, seed: 1 },
  )
}, 20_000)
