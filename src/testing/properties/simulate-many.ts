import type { ActivityIn, DefinitionArgument } from '../../definition-argument.ts'
import { formatPath } from '../../errors.ts'
import { assertOptions, type OptionChecks } from '../../options.ts'
import { simulate } from '../simulate.ts'
import { type SimulateOptions, simulateChecks } from '../simulate-options.ts'
import type { SimulatedRun } from '../simulated-run.ts'
import type { Arbitrary } from './arbitrary.ts'
import { arbitraryInputFor } from './arbitrary-input.ts'
import { loadFastCheck } from './load-fast-check.ts'

/** The options of many simulations. */
export interface SimulateManyOptions<Activity extends string = string>
  extends Omit<SimulateOptions<Activity>, 'input'> {
  /** The inputs: an arbitrary of fast-check, or a list. Default: generated from the definition ({@link arbitraryInputFor}). */
  readonly inputs?: Arbitrary<unknown> | readonly unknown[] | undefined
  /** The number of runs with generated inputs. Default 100. */
  readonly runs?: number | undefined
}

/** Executions that failed in the same state with the same error. */
export interface SimulatedFailure {
  /** The path of the state without the indexes of iterations, or `undefined` if no state failed. */
  readonly state: string | undefined
  readonly error: string | undefined
  /** How many executions failed so. */
  readonly count: number
  /** The shortest input that led to it. */
  readonly input: unknown
  /** The run of that input. */
  readonly run: SimulatedRun<unknown>
}

/** The results of many simulations. */
export interface SimulateManyReport {
  readonly runs: number
  readonly succeeded: number
  /** The failures that no catcher handled; Fail states are among them. */
  readonly failures: readonly SimulatedFailure[]
  /** The names of states that no run visited. */
  readonly unvisited: readonly string[]
}

const { input: _, ...optionChecks } = simulateChecks
const manyChecks: OptionChecks<SimulateManyOptions> = {
  ...optionChecks,
  inputs: {
    expected: 'an arbitrary of fast-check or an array of inputs',
    fits: (inputs) => Array.isArray(inputs) || typeof Object(inputs).generate === 'function',
  },
  runs: { expected: 'an integer from 1', fits: (runs) => Number.isInteger(runs) && runs > 0 },
}

/**
 * Simulates a definition with many inputs, and reports every failure that no catcher handles.
 * @param definition a literal, or ASL.
 * @throws as `simulate`; Error that names the package if inputs are to be generated and fast-check is not installed.
 *
 * @example
 * const { failures } = await simulateMany(orders, {
 *   handlers: { 'activity/price': ({ item }) => item.length * 5, 'activity/approve': () => 'approved' },
 *   inputs: [{ item: 'book' }, {}],
 * })
 * expect(failures).toMatchObject([{ state: 'price', error: 'TypeError', input: {} }])
 */
export const simulateMany = async <const D>(
  definition: DefinitionArgument<D>,
  options: SimulateManyOptions<ActivityIn<D>> = {},
): Promise<SimulateManyReport> => {
  assertOptions<SimulateManyOptions>('options', options, manyChecks)
  const { inputs, runs = 100, ...rest } = options
  const failures = new Map<string, SimulatedFailure>()
  const visited = new Set<string>()
  let names: readonly string[] = []
  let [count, succeeded] = [0, 0]
  for (const input of inputsOf(definition, inputs, { runs, seed: options.seed ?? 1 })) {
    const run: SimulatedRun<unknown> = await simulate(definition, { ...rest, input })
    count++
    names = run.names
    for (const name of run.visited) visited.add(name)
    if (run.status === 'SUCCEEDED') succeeded++
    else addFailure(failures, run, input)
  }
  const unvisited = names.filter((name) => !visited.has(name))
  return { runs: count, succeeded, failures: [...failures.values()], unvisited }
}

const inputsOf = (
  definition: unknown,
  inputs: SimulateManyOptions['inputs'],
  { runs, seed }: { runs: number; seed: number },
): readonly unknown[] => {
  if (Array.isArray(inputs)) return inputs
  const arbitrary = (inputs as Arbitrary<unknown> | undefined) ?? arbitraryInputFor(Object(definition))
  return loadFastCheck().sample(arbitrary, { numRuns: runs, seed })
}

const addFailure = (failures: Map<string, SimulatedFailure>, run: SimulatedRun<unknown>, input: unknown): void => {
  const { error, failedState } = run
  const state = failedState && formatPath(failedState.path.filter((key) => typeof key === 'string'))
  const key = JSON.stringify([state, error])
  const known = failures.get(key)
  const isShorter = known !== undefined && JSON.stringify(known.input).length <= JSON.stringify(input).length
  const example = known && isShorter ? { input: known.input, run: known.run } : { input, run }
  failures.set(key, { state, error, count: (known?.count ?? 0) + 1, ...example })
}
