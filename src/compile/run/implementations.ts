import type { Json } from '../../json.ts'
import {
  assertOptions,
  assertValue,
  functionCheck,
  memberPath,
  methodsCheck,
  type OptionChecks,
  required,
} from '../../options.ts'
import { holdClock, realSystem, type System } from '../../system.ts'
import { taskFailure } from '../../workers/task-failure.ts'
import { runInSystem } from './current-system.ts'

/** The functions that perform the calls of a function, by their names in its second parameter. */
// biome-ignore lint/suspicious/noExplicitAny: each function has its own parameters
export type Implementations = Readonly<Record<string, (...args: any[]) => unknown>>

export interface RunAsFunctionOptions {
  /** The time of `sleep` and of retries, such as `virtualSystem()`, in which they take no time. Default: the real time. */
  readonly system?: System | undefined
}

const checks: OptionChecks<RunAsFunctionOptions> = {
  system: methodsCheck('a System', 'now', 'sleep', 'after', 'yield', 'random', 'uuid'),
}

/** A copy of a value as JSON: undefined becomes null. */
const asJson = (value: unknown): Json => {
  const text: string | undefined = JSON.stringify(value)
  return text === undefined ? null : JSON.parse(text)
}

/**
 * Runs a function that can be compiled as a plain function. As in a state machine, arguments, results and the output are copied as JSON, and
 * each error has the name that a worker reports.
 * @throws the error of the function; TypeError for a wrong option, or an implementation that is not a function.
 *
 * @example
 * const double = async ({ n }, { twice }) => ({ doubled: await twice(n) })
 * await runAsFunction(double, { n: 4 }, { twice: (n) => n * 2 }) // => { doubled: 8 }
 */
export const runAsFunction = async <Input, Calls extends Implementations, Output>(
  fn: (input: Input, calls: Calls) => Promise<Output>,
  input: Input,
  implementations: Calls,
  options: RunAsFunctionOptions = {},
): Promise<Json> => {
  assertValue('fn', fn, required(functionCheck))
  assertOptions('options', options, checks)
  const { system = realSystem } = options
  for (const [name, implementation] of Object.entries(implementations))
    assertValue(memberPath('implementations', name), implementation, required(functionCheck))
  const calls = Object.fromEntries(
    Object.entries(implementations).map(([name, implementation]) => [
      name,
      async (...args: unknown[]) => {
        try {
          return asJson(await holdClock(system, async () => implementation(...args.map(asJson))))
        } catch (thrown) {
          throw named(thrown)
        }
      },
    ]),
  )
  return asJson(await runInSystem(system, () => fn(asJson(input) as Input, calls as unknown as Calls)))
}

/** An error with the name and the message that a worker reports. Other values that are thrown become errors. */
const named = (thrown: unknown): unknown => {
  const { error, cause } = taskFailure(thrown)
  const failure = thrown instanceof Error ? thrown : new Error(cause ?? error)
  if (failure.name !== error)
    Object.defineProperty(failure, 'name', { value: error, configurable: true, writable: true })
  return failure
}
