import {
  type AnyRun,
  assertIsRun,
  type CheckResult,
  type ExpectedString,
  failureMessage,
  plainTools,
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

/** @throws AssertionError if the check failed */
const assertCheck = (run: AnyRun, check: () => CheckResult, operator: (...args: never[]) => void): void => {
  assertIsRun(run)
  const result = check()
  if (result.pass) return
  // Loaded here, because the module takes longer to load than a simulation.
  const { AssertionError } = process.getBuiltinModule('node:assert')
  const { actual = result.received, expected = result.expected } = result.compared ?? {}
  throw new AssertionError({
    message: failureMessage(run, result, { isNot: false }),
    actual,
    expected,
    operator: operator.name,
    stackStartFn: operator,
  })
}

/**
 * The execution succeeded, with this output if one is given.
 * @throws AssertionError if it did not
 *
 * @example
 * assertSucceeded(await simulate(echo, { input: 1 }), 1)
 */
export const assertSucceeded = (run: AnyRun, ...output: readonly [output?: unknown]): void =>
  assertCheck(run, () => checkSucceeded(run, plainTools, ...output), assertSucceeded)

/**
 * The execution failed with this error, and with this cause if one is given.
 * @throws AssertionError if it did not
 *
 * @example
 * assertFailedWith(await simulate(orders, { mocks: { price: { output: 5 } } }), 'OrderRejected')
 */
export const assertFailedWith = (run: AnyRun, error: ExpectedString, cause?: ExpectedString): void =>
  assertCheck(run, () => checkFailedWith(run, plainTools, error, cause), assertFailedWith)

/**
 * The execution as a whole timed out.
 * @throws AssertionError if it did not
 *
 * @example
 * const slow = { startAt: 'a', timeoutSeconds: 5, states: { a: { type: 'wait', seconds: 9, end: true } } } as const
 * assertTimedOut(await simulate(slow))
 */
export const assertTimedOut = (run: AnyRun): void =>
  assertCheck(run, () => checkTimedOut(run, plainTools), assertTimedOut)

/**
 * A state was visited, at any depth. An array is the whole path on the top level: these states, in this order, and no other.
 * @throws AssertionError if it was not; RangeError if the state does not exist
 *
 * @example
 * assertVisited(await simulate(orders, { handlers }), ['price', 'route', 'approve'])
 */
export const assertVisited = (run: AnyRun, states: string | readonly string[]): void =>
  assertCheck(run, () => checkVisited(run, plainTools, states), assertVisited)

/**
 * A Choice state took the rule with this index, the rule or default that leads to this state, or its `'default'`, in at least one visit.
 * @throws AssertionError if it did not; RangeError if the state does not exist
 *
 * @example
 * assertTakenChoice(await simulate(orders, { handlers }), 'route', 'approve')
 */
export const assertTakenChoice = (run: AnyRun, state: string, choice: number | string): void =>
  assertCheck(run, () => checkTakenChoice(run, plainTools, state, choice), assertTakenChoice)

/**
 * A state was retried, in all its visits together this often; at least once if no number is given.
 * @throws AssertionError if it was not; RangeError if the state does not exist
 *
 * @example
 * assertRetried(await simulate(orders, { handlers }), 'price', 0)
 */
export const assertRetried = (run: AnyRun, state: string, times?: number): void =>
  assertCheck(run, () => checkRetried(run, plainTools, state, times), assertRetried)

/**
 * A catcher of the state caught an error, in at least one visit.
 * @throws AssertionError if none did; RangeError if the state does not exist
 *
 * @example
 * const safe = { ...orders, states: { ...orders.states, price: { ...orders.states.price, catch: { errorEquals: 'States.ALL', next: 'approve' } } } }
 * assertCaught(await simulate(safe, { handlers, mocks: { price: { error: 'Throttled' } } }), 'price', 'Throttled')
 */
export const assertCaught = (run: AnyRun, state: string, error?: ExpectedString): void =>
  assertCheck(run, () => checkCaught(run, plainTools, state, error), assertCaught)
