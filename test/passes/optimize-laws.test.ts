import fc from 'fast-check'
import { expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { optimize } from '../../src/passes/optimize/optimize.ts'
import { arbitraryDefinition } from '../../src/testing/properties/arbitrary-definition.ts'
import { arbitraryInputFor } from '../../src/testing/properties/arbitrary-input.ts'
import { simulate } from '../../src/testing/simulate.ts'
import type { SimulatedState } from '../../src/testing/simulated-state.ts'
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
  const run = await simulate(definition as never, { input, handlers })
  const { status, output, error, cause, transitions } = run
  const seen = JSON.parse(withoutNames(JSON.stringify({ status, output, error, cause })))
  return { seen, transitions, isRace: countBranches(definition) > 1 && run.states.some(isFailedBesideOthers) }
}

/** A state of a branch or an iteration that fails: how far the others came until then depends on the number of their states. */
const isFailedBesideOthers = ({ path, attempts }: SimulatedState): boolean =>
  path.length > 1 && attempts.some(({ error }) => error !== undefined)

/** The most branches that a Parallel state has; Map states count as two. */
const countBranches = (definition: object): number => {
  let most = 0
  JSON.stringify(definition, (key, value) => {
    if (key === 'branches') most = Math.max(most, value.length)
    if (key === 'itemProcessor') most = Math.max(most, 2)
    return value
  })
  return most
}

const errorsOf = (definition: unknown) => validate(definition).filter(({ severity }) => severity === 'error')

const expectSame = async (definition: object, inputs: readonly unknown[]): Promise<void> => {
  const optimized = optimize(definition as never)
  expect(errorsOf(optimized)).toEqual([])
  expect(optimize(optimized)).toEqual(optimized)
  for (const input of inputs) {
    const [before, after] = [await outcome(definition, input), await outcome(optimized, input)]
    if (before.isRace) continue
    expect(after.seen).toEqual(before.seen)
    expect(after.transitions).toBeLessThanOrEqual(before.transitions)
  }
}

/** The laws hold for 1,000 generated cases, in parts of a few seconds. */
const numRuns = 100

test.for(Array.from({ length: 7 }, (_, part) => part))(
  'an optimized chain of states has the same output, error and cause, and no more transitions (part %i)',
  { timeout: 20_000 },
  async () => {
    const inputs = fc.array(arbitraryChainInput, { minLength: 2, maxLength: 2 })
    await fc.assert(fc.asyncProperty(arbitraryChains(), inputs, expectSame), { numRuns })
  },
)

test.for(Array.from({ length: 3 }, (_, part) => part))(
  'any optimized definition has the same output, error and cause, and no more transitions (part %i)',
  { timeout: 20_000 },
  async () => {
    const cases = arbitraryDefinition().chain((definition) =>
      fc.tuple(fc.constant(definition), fc.array(arbitraryInputFor(definition), { minLength: 2, maxLength: 2 })),
    )
    await fc.assert(
      fc.asyncProperty(cases, ([definition, inputs]) => expectSame(definition, inputs)),
      { numRuns },
    )
  },
)
