import type { Json } from '../../json.ts'
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

/** A copy of a value as JSON: undefined becomes null. */
const asJson = (value: unknown): Json => {
  const text: string | undefined = JSON.stringify(value)
  return text === undefined ? null : JSON.parse(text)
}

/**
 * Runs a function with implementations, as a plain function, with JSON where a state machine has it: arguments, results and the output are
 * copied as JSON, and each error has the name that the state machine sees.
 *
 * @example
 * const double = async ({ n }, { twice }) => ({ doubled: await twice(n) })
 * await runAsFunction(double, { n: 4 }, { twice: (n) => n * 2 }) // => { doubled: 8 }
 */
export const runAsFunction = async <Input, Calls extends Implementations, Output>(
  fn: (input: Input, calls: Calls) => Promise<Output>,
  input: Input,
  implementations: Calls,
  { system = realSystem }: RunAsFunctionOptions = {},
): Promise<Json> => {
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

/** An error with the name and the message that a state machine sees. Other values that are thrown become errors. */
const named = (thrown: unknown): unknown => {
  const { error, cause } = taskFailure(thrown)
  const failure = thrown instanceof Error ? thrown : new Error(cause ?? error)
  if (failure.name !== error)
    Object.defineProperty(failure, 'name', { value: error, configurable: true, writable: true })
  return failure
}
