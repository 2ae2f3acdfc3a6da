import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { optimize } from '../../src/passes/optimize/optimize.ts'
import { arbitraryDefinition } from '../../src/testing/properties/arbitrary-definition.ts'
import { arbitraryInputFor } from '../../src/testing/properties/arbitrary-input.ts'
import { simulate } from '../../src/testing/simulate.ts'
import { arbitraryChainInput, arbitraryChains } from './arbitrary-chains.ts'

/** Causes name the state, and the number of its event. */
const withoutNames = (text: string): string =>
  text.replaceAll(/the state '(?:[^'])*' \(entered at the event id #\d+\)/g, 'a state')

/** Its result depends on nothing but its input. */
const work = (input: unknown): unknown => {
  const text = withoutNames(JSON.stringify(input))
  const hash = Array.from(text).reduce((sum, character) => (sum * 31 + character.charCodeAt(0)) % 1009, 7)
  if (hash % 4 === 0) throw Object.assign(new Error('as generated'), { name: 'Broken' })
  return hash % 3 === 0 ? { r: hash, a: 1, n: hash % 5 } : hash % 3 === 1 ? input : hash
}

const outcome = async (definition: object, input: unknown) => {
  const needsHandlers = JSON.stringify(definition)
  const handlers = Object.fromEntries(
    ['lambda/work', 'activity/work'].filter((name) => needsHandlers.includes(name)).map((name) => [name, work]),
  )
  const { status, output, error, cause, transitions } = await simulate(definition as never, { input, handlers })
  const seen = JSON.parse(withoutNames(JSON.stringify({ status, output, error, cause })))
  return { seen, transitions }
}

const errorsOf = (definition: unknown) => validate(definition).filter(({ severity }) => severity === 'error')

const expectSame = async (definition: object, inputs: readonly unknown[]): Promise<void> => {
  const optimized = optimize(definition as never)
  expect(errorsOf(optimized)).toEqual([])
  expect(optimize(optimized)).toEqual(optimized)
  for (const input of inputs) {
    const [before, after] = [await outcome(definition, input), await outcome(optimized, input)]
    expect(after.seen).toEqual(before.seen)
    expect(after.transitions).toBeLessThanOrEqual(before.transitions)
  }
}

const runs = (numRuns: number) => ({
  numRuns: Number(process.env.OPTIMIZE_RUNS ?? numRuns),
  ...(process.env.OPTIMIZE_SEED && { seed: Number(process.env.OPTIMIZE_SEED) }),
})

test('an optimized chain of states has the same output, error and cause, and no more transitions', async () => {
  const definition = arbitraryChains().filter((one) => errorsOf(one).length === 0)
  const inputs = fc.array(arbitraryChainInput, { minLength: 3, maxLength: 3 })
  await fc.assert(fc.asyncProperty(definition, inputs, expectSame), runs(700))
}, 60_000)

test('any optimized definition has the same output, error and cause, and no more transitions', async () => {
  const cases = arbitraryDefinition().chain((definition) =>
    fc.tuple(fc.constant(definition), fc.array(arbitraryInputFor(definition), { minLength: 2, maxLength: 2 })),
  )
  await fc.assert(
    fc.asyncProperty(cases, ([definition, inputs]) => expectSame(definition, inputs)),
    runs(300),
  )
}, 60_000)
