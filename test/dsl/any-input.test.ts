import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toDeployableAsl } from '../../src/dsl/to-deployable-asl.ts'
import { validate } from '../../src/dsl/validate.ts'
import { DefinitionError } from '../../src/errors.ts'
import { validateMachine } from '../../src/specs/validate-machine.ts'
import { desugar, resugar } from '../../src/sugar/desugar.ts'
import { asl } from '../support/arbitrary-asl.ts'

/** Passes a value to every function that accepts a definition: each returns, or throws DefinitionError. */
const passToEvery = (value: unknown): void => {
  for (const issue of validate(value))
    expect(issue).toMatchObject({ path: expect.any(Array), message: expect.any(String) })
  for (const use of [desugar, resugar, (it: unknown) => toDeployableAsl(it, place)]) {
    try {
      use(value)
    } catch (error) {
      expect(error).toBeInstanceOf(DefinitionError)
    }
  }
}

const place = { partition: 'aws', region: 'us-east-1', accountId: '123456789012' }

const inDepth = (depth: number, wrap: (inner: unknown) => unknown): unknown => {
  let value: unknown = { type: 'pass', end: true }
  for (let level = 0; level < depth; level++) value = wrap(value)
  return value
}

const cycle = (): object => {
  const machine: Record<string, unknown> = { startAt: 'a' }
  machine.states = { a: { type: 'parallel', branches: [machine], end: true } }
  return machine
}

describe('no input crashes', () => {
  test('any value', () => {
    fc.assert(fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), passToEvery), {
      numRuns: 500,
    })
  })

  test('a machine with one part replaced by any value', { timeout: 30_000 }, () => {
    const replaced = fc
      .tuple(asl(1), fc.array(fc.nat(), { minLength: 1, maxLength: 8 }), fc.anything())
      .map(([machine, way, value]) => replaceAt(machine, way, value))
    fc.assert(
      fc.property(replaced, (machine) => {
        passToEvery(machine)
        passToEvery(literalOf(machine))
      }),
      { numRuns: 300 },
    )
  })

  test.each<[string, unknown]>([
    [
      'nested states',
      inDepth(10_000, (inner) => ({ type: 'parallel', branches: [{ startAt: 'a', states: { a: inner } }] })),
    ],
    [
      'nested conditions',
      { states: { c: { type: 'choice', choices: [{ condition: inDepth(10_000, (inner) => ['not', inner]) }] } } },
    ],
    ['a nested payload', { states: { c: { type: 'pass', result: inDepth(10_000, (inner) => [inner]) } } }],
    [
      'nesting just below the limit',
      { states: { c: { type: 'choice', choices: [{ condition: inDepth(490, (inner) => ['not', inner]) }] } } },
    ],
    ['nested parentheses', { states: { c: { type: 'choice', choices: [{ condition: '('.repeat(100_000) }] } } }],
    ['a long string', { startAt: 'x'.repeat(1_000_000), states: { c: { type: 'x'.repeat(1_000_000) } } }],
    ['a cycle', cycle()],
    [
      'names of properties of Object',
      JSON.parse(
        '{"states":{"constructor":{"type":"constructor","__proto__":{"type":"pass"}}},"__proto__":{"startAt":"a"}}',
      ),
    ],
  ])('%s', (_, value) => passToEvery(value))

  test.each([
    '{',
    '[[',
    'null',
    '{"StartAt":1,"States":[]}',
    '{"States":{"a":null}}',
    '{"States":{"a":{"Type":"Map","ItemReader":7}}}',
  ])('validateMachine reports %s', (text) => expect(validateMachine(text).length).toBeGreaterThan(0))
})

describe('the time of a validation', () => {
  const machine = (length: number) => {
    const states: Record<string, object> = {}
    for (let index = 0; index < length; index++) {
      states[`s${index}`] = {
        type: 'task',
        resource: 'work',
        parameters: { 'a.$': '$v' },
        assign: { [`v${index}`]: 1 },
        catch: { next: 'nowhere' },
        next: `s${index + 1}`,
      }
    }
    return { startAt: 's0', states: { ...states, [`s${length}`]: { type: 'succeed' } } }
  }
  const millisecondsFor = (length: number): number => {
    const definition = machine(length)
    const times = Array.from({ length: 3 }, () => {
      const start = performance.now()
      validate(definition)
      return performance.now() - start
    })
    return Math.min(...times)
  }

  test('grows linearly with the definition', () => {
    millisecondsFor(500)
    const [small, large] = [millisecondsFor(500), millisecondsFor(4000)]
    expect(large / small).toBeLessThan(8 * 4)
  })
})

const replaceAt = (value: unknown, [step, ...rest]: readonly number[], replacement: unknown): unknown => {
  if (step === undefined || typeof value !== 'object' || value === null) return replacement
  const keys = Object.keys(value)
  const key = keys[step % Math.max(1, keys.length)]
  if (key === undefined) return replacement
  const inner = replaceAt(Reflect.get(value, key), rest, replacement)
  return Array.isArray(value) ? value.with(Number(key), inner) : { ...value, [key]: inner }
}

const literalOf = (machine: unknown): unknown => {
  try {
    return resugar(machine)
  } catch {
    return machine
  }
}
