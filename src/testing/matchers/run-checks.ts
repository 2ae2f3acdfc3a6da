// A misspelled name of a state throws in every check, because it must not pass with `.not`.
import type { SimulatedState } from '../simulated-state.ts'
import {
  type AnyRun,
  type CheckResult,
  type CheckTools,
  type ExpectedString,
  matchesString,
  showEnd,
} from './run-check.ts'

/** Checks that the execution succeeded, and with what output if one is given. */
export const checkSucceeded = (run: AnyRun, tools: CheckTools, ...outputs: readonly unknown[]): CheckResult => {
  const [output] = outputs
  const isSuccess = run.status === 'SUCCEEDED'
  const end = outputs.length > 0 ? ` with the output ${tools.show(output)}` : ''
  return {
    pass: isSuccess && (outputs.length === 0 || tools.equals(run.output, output)),
    expectation: outputs.length > 0 ? 'have succeeded with the given output' : 'have succeeded',
    expected: `SUCCEEDED${end}`,
    received: showEnd(run, tools),
    ...(isSuccess && outputs.length > 0 && { compared: { actual: run.output, expected: output } }),
  }
}

/** Checks that the execution failed, with this error and cause. */
export const checkFailedWith = (
  run: AnyRun,
  tools: CheckTools,
  error: ExpectedString,
  cause?: ExpectedString,
): CheckResult => {
  const isFailure = run.status === 'FAILED' && matchesString(run.error, error, tools)
  const end = cause === undefined ? '' : `: ${showString(cause, tools)}`
  return {
    pass: isFailure && (cause === undefined || matchesString(run.cause, cause, tools)),
    expectation: `have failed with ${showString(error, tools)}`,
    expected: `FAILED with ${showString(error, tools)}${end}`,
    received: showEnd(run, tools),
  }
}

/** Checks that the execution as a whole timed out, by its TimeoutSeconds. */
export const checkTimedOut = (run: AnyRun, tools: CheckTools): CheckResult => ({
  pass: run.status === 'TIMED_OUT',
  expectation: 'have timed out',
  expected: 'TIMED_OUT',
  received: showEnd(run, tools),
})

/** Checks that a state was visited, or that the path on the top level was exactly this one. */
export const checkVisited = (run: AnyRun, tools: CheckTools, expected: string | readonly string[]): CheckResult =>
  typeof expected === 'string' ? checkVisitOf(run, expected) : checkPath(run, tools, expected)

const checkVisitOf = (run: AnyRun, name: string): CheckResult => {
  const count = run.visits(name).length
  return {
    pass: count > 0,
    expectation: `have visited ${JSON.stringify(name)}`,
    expected: name,
    received: showPath(run.visited),
  }
}

const checkPath = (run: AnyRun, { equals }: CheckTools, expected: readonly string[]): CheckResult => {
  const path = run.states.filter(({ path }) => path.length === 1).map(({ name }) => name)
  for (const name of expected) {
    const [visit] = run.visits(name)
    if (visit && visit.path.length > 1)
      throw new TypeError(
        `toHaveVisited with an array compares the states of the top level, but ${JSON.stringify(name)} is inside ` +
          `${JSON.stringify(visit.path[0])}; use toHaveVisited(${JSON.stringify(name)})`,
      )
  }
  return {
    pass: equals(path, [...expected]),
    expectation: 'have visited exactly these states',
    expected: showPath(expected),
    received: showPath(path),
    compared: { actual: path, expected },
  }
}

const showPath = (names: readonly string[]): string => (names.length === 0 ? '(no state)' : names.join(' → '))

/** Checks that a Choice state took a rule, by its index or its target, or its default. */
export const checkTakenChoice = (
  run: AnyRun,
  _tools: CheckTools,
  name: string,
  choice: number | string,
): CheckResult => {
  const visits = run.visits(name)
  if (typeof choice === 'string' && choice !== 'default') run.visits(choice)
  const taken = visits.flatMap((visit) => (visit.choice === undefined ? [] : [showChoice(visit.choice, visit.next)]))
  return {
    pass: visits.some((visit) => tookChoice(visit, choice)),
    expectation: `have taken ${showExpectedChoice(choice)} of ${JSON.stringify(name)}`,
    expected: showExpectedChoice(choice),
    received: taken.length > 0 ? taken.join(', ') : visits.length > 0 ? 'no choice' : `${name} was not visited`,
  }
}

const tookChoice = (visit: SimulatedState, choice: number | string): boolean =>
  visit.choice !== undefined &&
  (typeof choice === 'number' || choice === 'default' ? visit.choice === choice : visit.next === choice)

const showChoice = (choice: number | 'default', next: string | undefined): string =>
  `${choice === 'default' ? 'default' : `choices[${choice}]`}${next === undefined ? '' : ` → ${next}`}`

const showExpectedChoice = (choice: number | string): string => {
  if (typeof choice === 'number') return `choices[${choice}]`
  return choice === 'default' ? 'default' : `the choice → ${choice}`
}

/** Checks that a state was retried, in all its visits together, and how often if a number is given. */
export const checkRetried = (run: AnyRun, _tools: CheckTools, name: string, times?: number): CheckResult => {
  const visits = run.visits(name)
  const retries = visits.reduce((total, { attempts }) => total + attempts.length - 1, 0)
  const count = times === undefined ? '' : ` ${showTimes(times)}`
  const errors = visits.flatMap(({ attempts }) => attempts.flatMap(({ error }) => (error === undefined ? [] : [error])))
  return {
    pass: times === undefined ? retries > 0 : visits.length > 0 && retries === times,
    expectation: `have retried ${JSON.stringify(name)}${count}`,
    expected: times === undefined ? 'at least 1 retry' : showRetries(times),
    received:
      visits.length === 0
        ? `${name} was not visited`
        : `${showRetries(retries)}${errors.length > 0 ? ` after ${errors.join(', ')}` : ''}`,
  }
}

const showTimes = (times: number): string => (times === 1 ? 'once' : `${times} times`)

const showRetries = (retries: number): string => (retries === 1 ? '1 retry' : `${retries} retries`)

/** Checks that a catcher of a state caught an error. */
export const checkCaught = (run: AnyRun, tools: CheckTools, name: string, error?: ExpectedString): CheckResult => {
  const visits = run.visits(name)
  const caught = visits.filter(({ catcher }) => catcher !== undefined)
  const shown = error === undefined ? 'an error' : showString(error, tools)
  const failed = visits.flatMap((visit) => (visit.error === undefined ? [] : [showCaught(visit)]))
  return {
    pass: caught.some((visit) => error === undefined || matchesString(visit.error, error, tools)),
    expectation: `have caught ${shown} in ${JSON.stringify(name)}`,
    expected: `${shown} caught`,
    received: failed.length > 0 ? failed.join(', ') : visits.length > 0 ? 'no error' : `${name} was not visited`,
  }
}

const showCaught = ({ error, catcher, next }: SimulatedState): string =>
  catcher === undefined ? `${error} not caught` : `${error} caught by catch[${catcher}]${next ? ` → ${next}` : ''}`

const showString = (expected: ExpectedString, { show }: CheckTools): string =>
  typeof expected === 'string' ? expected : expected instanceof RegExp ? String(expected) : show(expected)
