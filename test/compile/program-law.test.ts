import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CompileError, compile, Fail, sleep, withOptions } from '../../src/compile.ts'
import type { Json } from '../../src/json.ts'
import { arbitraryProgram, callNames, compiledText } from '../support/compile/arbitrary-program.ts'
import { functionOf, runCompiled, runPlain } from '../support/compile/run-both.ts'

const add = (left: never, right: never): unknown => {
  const sum = left + right
  if (typeof sum === 'number' && !Number.isFinite(sum)) throw new TypeError('not finite')
  return sum
}

const scope = {
  add,
  Fail,
  sleep,
  withOptions,
}

const json = fc.constantFrom<Json>(
  null,
  0,
  1,
  2,
  'a',
  '',
  'xyz',
  true,
  false,
  [],
  [1],
  [[2], 3],
  {},
  { x: 1 },
  { x: { x: 'a' } },
)
const input = fc.record({
  n: json,
  s: json,
  list: fc.array(json, { maxLength: 3 }),
  o: json,
})

/** The answers of the calls, in turn; every one of some calls fails. */
const answers = fc.array(
  fc.oneof({ weight: 5, arbitrary: json }, fc.constantFrom<Json>('Broken!', 'Flaky!', 'Other!')),
  { minLength: 1, maxLength: 6 },
)

const implementation = (given: readonly Json[]) => {
  const counts = new Map<string, number>()
  return (name: string, args: readonly Json[]): Json => {
    // The same call has the same answers in both runs, even if other calls run at the same time.
    const key = JSON.stringify([name, args])
    const count = counts.get(key) ?? 0
    counts.set(key, count + 1)
    const answer = given[(key.length + count) % given.length] ?? null
    if (answer === 'Broken!' || answer === 'Flaky!' || answer === 'Other!') throw new Fail(answer.slice(0, -1), 'why')
    return answer
  }
}

const refusal =
  /RangeError: (the result is not|cannot convert|positions)|cannot (compare|look for|spread) |the value is not iterable|needs an? (array|string|object)/

const withoutCause = ({
  cause: _,
  error,
  ...rest
}: {
  error?: string | undefined
  cause?: string | undefined
  output?: unknown
  calls: readonly Json[]
}) => ({
  ...rest,
  ...(error !== undefined && { error: error === 'States.QueryEvaluationError' ? 'TypeError' : error }),
})

/** 1,000 runs, in several tests so that none of them takes long. */
test.each([1, 2, 3, 4])(
  'a program does the same as a function and as a state machine, part %i',
  async () => {
    const counts = { compared: 0, refused: 0, atRun: 0, failed: 0 }
    await fc.assert(
      fc.asyncProperty(
        arbitraryProgram,
        fc.array(fc.tuple(input, answers), { minLength: 3, maxLength: 3 }),
        async (text, runs) => {
          let definition: ReturnType<typeof compile>
          try {
            definition = compile(functionOf(compiledText(text)) as never)
          } catch (error) {
            if (!(error instanceof CompileError)) throw error
            counts.refused++
            return
          }
          for (const [data, given] of runs) {
            const calls = () => ({ names: callNames, implement: implementation(given) })
            const checked = await runPlain(functionOf(text, scope), data, calls())
            const compiled = await runCompiled(definition, data, calls())
            // A sum that is not finite is not an error in JavaScript. In the state machine it is one, unless nothing needs the sum.
            const isUnneeded = checked.error !== undefined && compiled.error === undefined
            const plain = isUnneeded ? await runPlain(functionOf(compiledText(text), scope), data, calls()) : checked
            if (refusal.test(compiled.cause ?? '')) {
              counts.atRun++
              continue
            }
            counts.compared++
            if (plain.error !== undefined) counts.failed++
            // Calls at the same time can come in another order, and a failure stops the others at another time.
            const isConcurrent = text.includes('Promise.all')
            const [left, right] = [withoutCause(compiled), withoutCause(plain)]
            const haveFailed = left.error !== undefined && right.error !== undefined
            if (isConcurrent)
              expect({ ...left, calls: [], ...(haveFailed && { error: right.error }) }).toEqual({ ...right, calls: [] })
            else expect(left).toEqual(right)
          }
        },
      ),
      {
        numRuns: Number(process.env.RUNS ?? 84),
        seed: Number(process.env.SEED ?? 1),
        ...(process.env.P && { path: process.env.P }),
      },
    )
    expect(counts.refused).toBeLessThan(counts.compared)
  },
  60_000,
)
