import { isDeepStrictEqual } from 'node:util'
import type { CompilableFunction, CompiledDefinition } from '../compile/compile.ts'
import type { CompileOptions } from '../compile/compile-options.ts'
import type { CompiledHandlers } from '../compile/handlers-of.ts'
import type { Implementations } from '../compile/run/implementations.ts'
import type { Json } from '../json.ts'
import { assertOptions, checkedElsewhere, type OptionChecks } from '../options.ts'
import type { Stepwise } from '../stepwise.ts'
import { virtualSystem } from '../virtual-system.ts'
import { taskFailure } from '../workers/task-failure.ts'
import { simulate } from './simulate.ts'

/** A case of a table: an input, and what is expected. */
export interface BothCase {
  /** The name of the case in messages. Default: its number. */
  readonly name?: string | undefined
  readonly input?: unknown
  /** The implementations of the calls in this case, besides those of all cases. */
  readonly implementations?: Implementations | undefined
  /** The expected output. Without `output` and `error` the runs are compared with each other only. */
  readonly output?: unknown
  /** The name of the expected error. */
  readonly error?: string | undefined
}

export interface TestBothOptions {
  /** The implementations of the calls, by the names in the second parameter of the function. */
  readonly implementations?: Implementations | undefined
  /** The options of `compile`. */
  readonly compile?: CompileOptions | undefined
  /**
   * Runs each case on AWS as well, by `reloaded` of this instance, with workers of this process; with `true` by the SDK's default chain. By
   * default it does so if the environment variable `STEPWISE_BOTH` is `aws`.
   */
  readonly aws?: boolean | Pick<Stepwise, 'reloaded'> | undefined
  /** The role of the state machine on AWS. */
  readonly roleArn?: string | undefined
}

/** The outcome of one run. */
export interface BothOutcome {
  readonly output?: Json | undefined
  /** The name of the error with which it failed. */
  readonly error?: string | undefined
}

/** The outcomes of a case. */
export interface BothResult {
  readonly name: string
  readonly asFunction: BothOutcome
  readonly simulated: BothOutcome
  readonly onAws?: BothOutcome | undefined
}

const checks: OptionChecks<TestBothOptions> = {
  implementations: checkedElsewhere,
  compile: checkedElsewhere,
  aws: checkedElsewhere,
  roleArn: checkedElsewhere,
}

/**
 * Runs a table of cases three ways: as a function, as the state machine that `compile` makes of it, simulated, and on AWS if asked. Waits and
 * retries take no time, but on AWS.
 * @returns the outcomes of each case.
 * @throws Error that lists every case whose outcomes differ, from each other or from what is expected; CompileError.
 *
 * @example
 * const double = async ({ n }, { twice }) => ({ doubled: await twice(n) })
 * const cases = [{ input: { n: 4 }, output: { doubled: 8 } }]
 * await testBoth(double, cases, { implementations: { twice: (n) => n * 2 } })
 */
export const testBoth = async (
  fn: CompilableFunction,
  cases: readonly BothCase[],
  options: TestBothOptions = {},
): Promise<BothResult[]> => {
  assertOptions('options', options, checks)
  // Other tests need not load the compiler.
  const { compile, handlersOf, runAsFunction } = await import('../compile.ts')
  const definition = compile(fn, options.compile)
  const stepwise = await instanceOf(options.aws)
  const results: BothResult[] = []
  const problems: string[] = []
  for (const [index, one] of cases.entries()) {
    const given = { ...one, implementations: { ...options.implementations, ...one.implementations } }
    const name = one.name ?? `case ${index + 1}`
    const handlers = handlersOf(definition, given.implementations)
    const asFunction = await outcomeOf(() =>
      runAsFunction(fn, given.input ?? {}, given.implementations, { system: virtualSystem({ holdMs: 0 }) }),
    )
    const simulated = await simulatedOutcome(definition, given, handlers)
    const onAws = stepwise && (await outcomeOnAws(stepwise, definition, { given, handlers, roleArn: options.roleArn }))
    const result = { name, asFunction, simulated, ...(onAws && { onAws }) }
    results.push(result)
    problems.push(...problemsOf(result, one))
  }
  if (problems.length > 0) throw new Error(problems.join('\n'))
  return results
}

const instanceOf = async (aws: TestBothOptions['aws']): Promise<Pick<Stepwise, 'reloaded'> | undefined> => {
  if (typeof aws === 'object') return aws
  return (aws ?? process.env.STEPWISE_BOTH === 'aws') ? import('../default-stepwise.ts') : undefined
}

type GivenCase = BothCase & { readonly implementations: Implementations }

/** An expression that fails is a TypeError in JavaScript. */
const named = (error: string | undefined): string | undefined =>
  error === 'States.QueryEvaluationError' ? 'TypeError' : error

const outcomeOf = async (run: () => Promise<Json>): Promise<BothOutcome> => {
  try {
    return { output: await run() }
  } catch (thrown) {
    return { error: taskFailure(thrown).error }
  }
}

const simulatedOutcome = async (
  definition: CompiledDefinition,
  given: GivenCase,
  handlers: CompiledHandlers,
): Promise<BothOutcome> => {
  const run = await simulate(definition as never, { input: given.input ?? {}, handlers } as never)
  return run.status === 'SUCCEEDED' ? { output: run.output as Json } : { error: named(run.error) }
}

const outcomeOnAws = async (
  { reloaded }: Pick<Stepwise, 'reloaded'>,
  definition: CompiledDefinition,
  { given, handlers, roleArn }: { given: BothCase; handlers: CompiledHandlers; roleArn: string | undefined },
): Promise<BothOutcome> => {
  const options = { throwOnFailure: false, ...(roleArn !== undefined && { roleArn }) } as const
  const run = await reloaded.startExecution(definition as never, handlers as never, given.input ?? {}, options as never)
  const { status, output, error } = run as { status: string; output?: Json; error?: string }
  return status === 'SUCCEEDED' ? { output } : { error: named(error) }
}

const problemsOf = ({ name, asFunction, ...others }: BothResult, expected: BothCase): string[] => {
  const problems = expectedProblems(name, asFunction, expected)
  for (const [runner, label] of [
    ['simulated', 'the simulated state machine'],
    ['onAws', 'the state machine on AWS'],
  ] as const) {
    const outcome = others[runner]
    if (outcome && !isDeepStrictEqual(outcome, asFunction))
      problems.push(`${name}: the function ${show(asFunction)}, but ${label} ${show(outcome)}`)
  }
  return problems
}

const expectedProblems = (name: string, outcome: BothOutcome, expected: BothCase): string[] => {
  const isOutput = Object.hasOwn(expected, 'output')
  if (!isOutput && expected.error === undefined) return []
  const wanted: BothOutcome = isOutput ? { output: expected.output as Json } : { error: expected.error }
  return isDeepStrictEqual(wanted, outcome)
    ? []
    : [`${name}: expected that the function ${show(wanted)}, but it ${show(outcome)}`]
}

const show = ({ output, error }: BothOutcome): string =>
  error === undefined ? `returns ${JSON.stringify(output)}` : `fails with ${error}`
