import { inspect, isDeepStrictEqual } from 'node:util'
import { formatPath } from '../../errors.ts'
import { showFailure } from '../../show-failure.ts'
import type { SimulatedRun } from '../simulated-run.ts'

/** A run of any output. */
export type AnyRun = SimulatedRun<unknown>

/** How a check compares and prints values: as the `expect` that called it does, so that its asymmetric matchers work. */
export interface CheckTools {
  equals(received: unknown, expected: unknown): boolean
  show(value: unknown): string
}

/** The result of a check. */
export interface CheckResult {
  readonly pass: boolean
  /** The checked property, after "expected the execution to": `have visited "ship"`. */
  readonly expectation: string
  readonly expected: string
  readonly received: string
  /** The values that were compared, if a difference between them is worth printing. */
  readonly compared?: { readonly actual: unknown; readonly expected: unknown }
}

/** A string that must be equal, a pattern that must match, or an asymmetric matcher such as `expect.stringContaining('Thr')`. */
export type ExpectedString = string | RegExp | { asymmetricMatch(received: unknown): boolean }

export const plainTools: CheckTools = {
  equals: (received, expected) =>
    isAsymmetric(expected) ? expected.asymmetricMatch(received) : isDeepStrictEqual(received, expected),
  show: (value) => inspect(value, { depth: 10, breakLength: 100 }),
}

const isAsymmetric = (value: unknown): value is { asymmetricMatch(received: unknown): boolean } =>
  typeof value === 'object' &&
  value !== null &&
  'asymmetricMatch' in value &&
  typeof value.asymmetricMatch === 'function'

export const matchesString = (received: unknown, expected: ExpectedString, { equals }: CheckTools): boolean =>
  expected instanceof RegExp
    ? typeof received === 'string' && received.search(expected) !== -1
    : equals(received, expected)

/** How a run ended, in one line: `FAILED with Throttled: try later`. */
export const showEnd = ({ status, output, error, cause }: AnyRun, { show }: CheckTools): string => {
  const end = status === 'SUCCEEDED' ? `the output ${show(output)}` : showFailure(error, cause)
  return end === '' ? status : `${status} with ${end}`
}

/** @throws TypeError if the value is not a run, such as the promise of one. */
export function assertIsRun(value: unknown): asserts value is AnyRun {
  if (typeof value === 'object' && value !== null && 'status' in value && 'visited' in value && 'visits' in value)
    return
  const isPromise = value instanceof Promise || (typeof value === 'object' && value !== null && 'then' in value)
  const found = isPromise ? 'a promise; add await' : inspect(value, { depth: 0 })
  throw new TypeError(`expected a run that simulate returned, got ${found}`)
}

/** The message of a failed check: what was expected, the state that failed, and the path that the execution took. */
export const failureMessage = (run: AnyRun, result: CheckResult, { isNot }: { isNot: boolean }): string => {
  const { expectation, expected, received } = result
  return [
    `expected the execution ${isNot ? 'not to' : 'to'} ${expectation}`,
    [`expected: ${isNot ? 'not ' : ''}${expected}`, `received: ${received}`].join('\n'),
    showFailedState(run),
    `path taken:\n${shortened(String(run))}`,
  ]
    .filter((part) => part !== undefined)
    .join('\n\n')
}

/** Lines of a path that are printed. */
const MAX_LINES = 40

/** Leaves out lines in the middle of a long path: that of a Map with many items. */
const shortened = (text: string): string => {
  const lines = text.split('\n')
  const half = MAX_LINES / 2
  if (lines.length <= MAX_LINES) return text
  return [...lines.slice(0, half), `… ${lines.length - MAX_LINES} more …`, ...lines.slice(-half)].join('\n')
}

const showFailedState = ({ failedState }: AnyRun): string | undefined => {
  if (!failedState) return undefined
  const { path, attempts, input } = failedState
  const count = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  return `state that failed: ${formatPath(path)}, ${count}, input ${JSON.stringify(input)}`
}
