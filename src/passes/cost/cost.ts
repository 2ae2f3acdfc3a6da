import type { ActivityIn, DefinitionArgument } from '../../definition-argument.ts'
import { validate } from '../../dsl/validate.ts'
import { formatIssue } from '../../errors.ts'
import { byteLength, isJsonObject } from '../../json.ts'
import { assertOptions, assertValue, type OptionCheck, type OptionChecks, required } from '../../options.ts'
import { showDuration } from '../../show-duration.ts'
import { type MachineNode, readMachine } from '../../specs/read-machine.ts'
import type { Asl } from '../../sugar/desugar.ts'
import { type SimulateOptions, simulateChecks } from '../../testing/simulate-options.ts'
import { readDefinition } from '../rewrite-definition.ts'
import { expectedVisits, hasExpressChildren, type TransitionProbabilities } from './expected-visits.ts'
import { type MeasuredRun, measureRun, type RunFigures } from './measured-run.ts'
import { BILLED_MS, billedMegabytes, type Prices, priceOfGbSeconds, usEast1Prices } from './prices.ts'

/**
 * The executions whose price is computed: `inputs`, which are simulated with the other options of `simulate`, or `runs`, or
 * `probabilities`.
 */
export interface CostOptions<Activity extends string = string> extends Omit<SimulateOptions<Activity>, 'input'> {
  /** The inputs of executions to simulate. They count alike: give a typical sample. */
  readonly inputs?: readonly unknown[] | undefined
  /** Executions that were measured, such as the runs of `simulate`. */
  readonly runs?: Iterable<MeasuredRun> | undefined
  /**
   * The probabilities with which states lead to others. The rest of a state's probability goes to `next`, `default` or the end.
   *
   * @example
   * const { transitions } = await cost(orders, { probabilities: { route: { approve: 0.8 } } })
   * expect(transitions).toBe(3)
   */
  readonly probabilities?: TransitionProbabilities | undefined
  /** With `probabilities`: the number of items of each Map state. */
  readonly items?: Readonly<Record<string, number>> | undefined
  /** With `probabilities`: the duration of an execution in milliseconds. Default 0. */
  readonly durationMs?: number | undefined
  /** The executions of a month, which determine the tiers of the price. Default 1,000,000. */
  readonly executionsPerMonth?: number | undefined
  /** The prices. Default those of `us-east-1`. */
  readonly prices?: Prices | undefined
}

/** Prices in USD. */
export interface Price {
  /** Of one execution, without free tiers and discounts. */
  readonly perExecution: number
  /** Of all executions of a month, with free tiers and discounts. */
  readonly perMonth: number
}

/** The price as an EXPRESS state machine, and the figures from which it is computed. */
export interface ExpressPrice extends Price {
  /** The average duration, each rounded up to 100 ms. */
  readonly billedMs: number
  /** The average memory in MB, each rounded up to 64 MB. */
  readonly billedMb: number
  /** The reasons why the state machine cannot be of the type EXPRESS. */
  readonly problems: readonly string[]
}

/** The expected price of an execution. */
export interface Cost {
  /** The number of executions that it is the average of; 0 if it is computed from probabilities. */
  readonly runs: number
  /** The expected state transitions of an execution. */
  readonly transitions: number
  /** The expected duration of an execution in milliseconds. */
  readonly durationMs: number
  readonly executionsPerMonth: number
  readonly standard: Price
  readonly express: ExpressPrice
  /** The type that costs less in a month, among those that are possible. */
  readonly cheaper: 'STANDARD' | 'EXPRESS'
}

const isAmount = (value: unknown): boolean =>
  typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY

const finiteAmountCheck = (expected: string): OptionCheck => ({ expected, fits: isAmount })

const isPrices = ({ standard, express }: { standard?: unknown; express?: unknown }): boolean =>
  isJsonObject(standard) &&
  isJsonObject(express) &&
  [standard.perTransition, standard.freeTransitions, express.perRequest].every(isAmount) &&
  Array.isArray(express.perGbSecond) &&
  express.perGbSecond.every((tier) => isAmount(Object(tier).price))

const { input: _, ...otherChecks } = simulateChecks
const checks: OptionChecks<CostOptions> = {
  ...otherChecks,
  inputs: {
    expected: 'an array of at least one input',
    fits: (given) => Array.isArray(given) && given[0] !== undefined,
  },
  runs: {
    expected: 'a list of runs',
    fits: (runs) => typeof runs === 'object' && typeof Object(runs)[Symbol.iterator] === 'function',
  },
  probabilities: { expected: 'an object of probabilities by state', fits: isJsonObject },
  items: { expected: 'an object of numbers by Map state', fits: isJsonObject },
  durationMs: finiteAmountCheck('a number of milliseconds from 0'),
  executionsPerMonth: finiteAmountCheck('a number from 0'),
  prices: { expected: 'an object of prices like usEast1Prices', fits: (prices) => isPrices(Object(prices)) },
}

/**
 * Computes the expected state transitions and the price of an execution, as a STANDARD and as an EXPRESS state machine. The prices are those
 * of Step Functions alone, in USD. The work of the tasks, logs and data transfer have prices of their own.
 * @param definition a literal, or ASL.
 * @throws DefinitionError with every error of the definition; TypeError for a wrong option; the errors of `simulate`; RangeError if a loop
 * does not end with the probabilities.
 *
 * @example
 * const mocks = { price: { output: 25, delaySeconds: 2 }, approve: { output: true } }
 * const { transitions, standard } = await cost(orders, { inputs: [{ item: 'book' }], mocks })
 * expect(transitions).toBe(3)
 * expect(standard.perMonth).toBe(74.9)
 */
export const cost = async <const D>(
  definition: DefinitionArgument<D>,
  options: CostOptions<ActivityIn<D>>,
): Promise<Cost> => {
  assertOptions<CostOptions>('options', options, checks)
  const {
    inputs,
    runs,
    probabilities,
    items = {},
    durationMs = 0,
    executionsPerMonth = 1_000_000,
    prices,
    ...rest
  } = options
  if ([inputs, runs, probabilities].filter((given) => given !== undefined).length !== 1)
    throw new TypeError('options must have exactly one of inputs, runs and probabilities')
  const asl = readDefinition(definition)
  const expressMaps = expressMapsIn(readMachine(asl))
  const figures = probabilities
    ? [{ ...noFigures, transitions: expectedVisits(asl, { probabilities, items }), durationMs }]
    : checkedRuns(runs ?? (await simulated(definition, inputs ?? [], rest))).map((run) => measureRun(run, expressMaps))
  if (figures.length === 0) throw new TypeError('options.runs must have at least one run')
  const problems = expressProblems(definition, figures)
  const priced = priceOf(figures, { asl, problems, executionsPerMonth, prices: prices ?? usEast1Prices })
  return { ...priced, runs: probabilities ? 0 : figures.length }
}

const figureChecks = {
  transitions: required(finiteAmountCheck('a number from 0')),
  duration: finiteAmountCheck('a number of milliseconds from 0'),
  payloadBytes: finiteAmountCheck('a number of bytes from 0'),
  parallelSteps: finiteAmountCheck('a number from 0'),
}

const checkedRuns = (runs: Iterable<MeasuredRun>): MeasuredRun[] => {
  const list = [...runs]
  for (const [index, run] of list.entries())
    for (const [name, check] of Object.entries(figureChecks))
      assertValue(`options.runs[${index}].${name}`, Object(run)[name], check)
  return list
}

const noFigures: RunFigures = { transitions: 0, durationMs: 0, payloadBytes: 0, parallelSteps: 0, childMs: [] }

const simulated = async (
  definition: unknown,
  inputs: readonly unknown[],
  options: Omit<SimulateOptions, 'input'>,
): Promise<MeasuredRun[]> => {
  // The engine is loaded only if something is simulated.
  const { simulate } = await import('../../testing/simulate.ts')
  const runs: MeasuredRun[] = []
  for (const input of inputs) runs.push(await simulate(definition as never, { ...options, input }))
  return runs
}

/** The names of Map states whose child executions are of the type EXPRESS. */
const expressMapsIn = ({ states }: MachineNode): ReadonlySet<string> =>
  new Set(
    states.flatMap(({ name, machines }) => [
      ...(hasExpressChildren(machines) ? [name] : []),
      ...machines.flatMap((machine) => [...expressMapsIn(machine)]),
    ]),
  )

/** The longest execution of an EXPRESS state machine (Step Functions quotas). */
const LONGEST_EXPRESS_MS = 5 * 60_000

const expressProblems = (definition: unknown, figures: readonly RunFigures[]): string[] => {
  const errors = validate(definition, { type: 'EXPRESS' }).filter(({ severity }) => severity === 'error')
  const longest = Math.max(...figures.map(({ durationMs }) => durationMs))
  const tooLong = `an execution took ${showDuration(longest)}; EXPRESS executions end after ${showDuration(LONGEST_EXPRESS_MS)}`
  return [...errors.map(formatIssue), ...(longest > LONGEST_EXPRESS_MS ? [tooLong] : [])]
}

interface Pricing {
  readonly asl: Asl
  readonly problems: readonly string[]
  readonly executionsPerMonth: number
  readonly prices: Prices
}

const average = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const billed = (ms: number): number => Math.max(1, Math.ceil(ms / BILLED_MS)) * BILLED_MS

const gigabyteSeconds = (ms: number, megabytes: number): number => (billed(ms) / 1000) * (megabytes / 1024)

const priceOf = (
  figures: readonly RunFigures[],
  { asl, problems, executionsPerMonth, prices: { standard, express } }: Pricing,
): Omit<Cost, 'runs'> => {
  const definitionBytes = byteLength(JSON.stringify(asl))
  const memories = figures.map((run) => billedMegabytes({ ...run, definitionBytes }))
  const transitions = average(figures.map((run) => run.transitions))
  const requestsOfMonth = (requests: number, gbSeconds: number): Price => ({
    perExecution: requests * express.perRequest + gbSeconds * (express.perGbSecond[0]?.price ?? 0),
    perMonth:
      requests * executionsPerMonth * express.perRequest +
      priceOfGbSeconds(gbSeconds * executionsPerMonth, express.perGbSecond),
  })
  const own = requestsOfMonth(
    1,
    average(figures.map((run, index) => gigabyteSeconds(run.durationMs, memories[index] ?? 0))),
  )
  const children = requestsOfMonth(
    average(figures.map(({ childMs }) => childMs.length)),
    average(
      figures.map(({ childMs }, index) =>
        childMs.reduce((sum, ms) => sum + gigabyteSeconds(ms, memories[index] ?? 0), 0),
      ),
    ),
  )
  const paid = Math.max(0, transitions * executionsPerMonth - standard.freeTransitions)
  const asStandard = {
    perExecution: transitions * standard.perTransition + children.perExecution,
    perMonth: paid * standard.perTransition + children.perMonth,
  }
  return {
    transitions,
    durationMs: average(figures.map(({ durationMs }) => durationMs)),
    executionsPerMonth,
    standard: asStandard,
    express: {
      ...own,
      billedMs: average(figures.map(({ durationMs }) => billed(durationMs))),
      billedMb: average(memories),
      problems,
    },
    cheaper: problems.length === 0 && own.perMonth < asStandard.perMonth ? 'EXPRESS' : 'STANDARD',
  }
}
