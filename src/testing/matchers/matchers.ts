import { historySnapshot } from './history-snapshot.ts'
import {
  type AnyRun,
  assertIsRun,
  type CheckResult,
  type CheckTools,
  type ExpectedString,
  failureMessage,
} from './run-check.ts'
import {
  checkCaught,
  checkFailedWith,
  checkRetried,
  checkSucceeded,
  checkTakenChoice,
  checkTimedOut,
  checkVisited,
} from './run-checks.ts'

/** The matchers of a simulated run. `R` is what the matchers of the test runner return. */
export interface RunMatchers<R = void> {
  /**
   * The execution succeeded, with this output if one is given.
   *
   * @example
   * expect(await simulate(echo, { input: 1 })).toHaveSucceeded(1)
   */
  toHaveSucceeded(output?: unknown): R
  /**
   * The execution failed with this error, and with this cause if one is given.
   *
   * @example
   * expect(await simulate(orders, { mocks: { price: { output: 5 } } })).toHaveFailedWith('OrderRejected')
   */
  toHaveFailedWith(error: ExpectedString, cause?: ExpectedString): R
  /**
   * The execution as a whole timed out. A task that timed out fails with the error States.Timeout.
   *
   * @example
   * expect(await simulate(echo)).not.toHaveTimedOut()
   */
  toHaveTimedOut(): R
  /**
   * A state was visited, at any depth. An array is the whole path on the top level: these states, in this order, and no other.
   *
   * @example
   * expect(await simulate(orders, { handlers })).toHaveVisited(['price', 'route', 'approve'])
   */
  toHaveVisited(states: string | readonly string[]): R
  /**
   * A Choice state took the rule with this index, the rule or default that leads to this state, or its `'default'`, in at least one visit.
   *
   * @example
   * expect(await simulate(orders, { handlers })).toHaveTakenChoice('route', 'approve')
   */
  toHaveTakenChoice(state: string, choice: number | string): R
  /**
   * A state was retried, in all its visits together this often; at least once if no number is given.
   *
   * @example
   * expect(await simulate(orders, { handlers })).not.toHaveRetried('price')
   */
  toHaveRetried(state: string, times?: number): R
  /**
   * A catcher of the state caught an error, in at least one visit.
   *
   * @example
   * expect(await simulate(orders, { handlers })).not.toHaveCaught('price')
   */
  toHaveCaught(state: string, error?: ExpectedString): R
  /**
   * The history equals the snapshot. It has one line for each event, without times and ids.
   *
   * @example
   * expect(await simulate(echo)).toMatchHistory()
   */
  toMatchHistory(hint?: string): R
}

/** The `this` that vitest and Jest pass to a matcher. */
export interface MatcherContext {
  readonly isNot?: boolean
  readonly customTesters?: readonly unknown[]
  equals(received: unknown, expected: unknown, customTesters?: unknown): boolean
  readonly utils: { stringify(value: unknown): string }
}

/** The result of a matcher. vitest prints the difference between `actual` and `expected`. */
export interface MatcherResult {
  readonly pass: boolean
  readonly message: () => string
  readonly actual?: unknown
  readonly expected?: unknown
}

type Check<Args extends readonly unknown[]> = (run: AnyRun, tools: CheckTools, ...args: Args) => CheckResult

const toolsOf = ({ equals, utils, customTesters = [] }: MatcherContext): CheckTools => ({
  equals: (received, expected) => equals(received, expected, customTesters),
  show: (value) => utils.stringify(value),
})

const matcherOf = <Args extends readonly unknown[]>(check: Check<Args>) =>
  function matcher(this: MatcherContext, run: unknown, ...args: Args): MatcherResult {
    assertIsRun(run)
    const result = check(run, toolsOf(this), ...args)
    return {
      pass: result.pass,
      message: () => failureMessage(run, result, { isNot: this.isNot === true }),
      ...result.compared,
    }
  }

/** A snapshot matcher of a test runner, with the context of the matcher that calls it as `this`. */
export type SnapshotMatcher<Context, Result> = (this: Context, received: unknown, hint?: string) => Result

/** The matcher `toMatchHistory`, on the snapshots of a test runner. */
export const historyMatcher = <Context, Result>(toMatchSnapshot: SnapshotMatcher<Context, Result>) =>
  function toMatchHistory(this: Context, run: unknown, hint?: string): Result {
    assertIsRun(run)
    return toMatchSnapshot.call(this, historySnapshot(run), hint)
  }

/** Snapshots through the global `expect`, because a package cannot import the one of a Jest test. */
const globalSnapshot = (received: unknown, hint?: string): MatcherResult => {
  const { expect } = globalThis as { expect?: (received: unknown) => { toMatchSnapshot(hint?: string): void } }
  if (!expect) throw new TypeError('toMatchHistory needs the global expect of the test runner; got none')
  expect(received).toMatchSnapshot(...(hint === undefined ? [] : [hint]))
  return { pass: true, message: () => 'snapshots cannot be used with .not' }
}

/**
 * The matchers of simulated runs for Jest, and for any other `expect.extend`. `stepwise-ts/vitest` registers them for vitest.
 *
 * @example
 * expect.extend(matchers)
 * expect(await simulate(echo)).toHaveSucceeded()
 */
export const matchers = {
  toHaveSucceeded: matcherOf(checkSucceeded),
  toHaveFailedWith: matcherOf(checkFailedWith),
  toHaveTimedOut: matcherOf(checkTimedOut),
  toHaveVisited: matcherOf(checkVisited),
  toHaveTakenChoice: matcherOf(checkTakenChoice),
  toHaveRetried: matcherOf(checkRetried),
  toHaveCaught: matcherOf(checkCaught),
  toMatchHistory: historyMatcher<unknown, MatcherResult>(globalSnapshot),
}
