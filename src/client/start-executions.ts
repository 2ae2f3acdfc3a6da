import {
  assertOptions,
  describeValue,
  functionCheck,
  type OptionCheck,
  type OptionChecks,
  signalCheck,
  stringCheck,
} from '../options.ts'
import { resolveStart } from './ensure-start-at.ts'
import { parseInput } from './parse-payload.ts'
import { resolveStateMachineArn, type StateMachineReference } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { type StartedExecution, startExecution } from './start-execution.ts'

export interface StartExecutionsOptions {
  /** The maximum number of requests at the same time. Default 10. */
  readonly concurrency?: number
  /**
   * The name of each execution. Default: UUIDs. With names, a call can be repeated: an execution that runs with the same input is not started
   * again.
   */
  readonly name?: (input: unknown, index: number) => string
  /** The state with which the executions start, in place of the definition's own, as for `startExecution`. */
  readonly startAt?: string
  /** Starts no further execution once it is aborted. */
  readonly signal?: AbortSignal
}

const count: OptionCheck = {
  expected: 'a whole number from 1',
  fits: (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0,
}

const checks: OptionChecks<StartExecutionsOptions> = {
  concurrency: count,
  name: functionCheck,
  startAt: stringCheck('the name of a state'),
  signal: signalCheck,
}

/**
 * Starts an execution for each input and waits for none of them.
 * @returns the started executions, in the order of the inputs.
 * @throws AggregateError, after all others were started, if some were not: each of its `errors` names the input; the signal's reason if it is
 * aborted; TypeError for a wrong option.
 */
export const startExecutions = async (
  session: Session,
  ref: StateMachineReference,
  inputs: readonly unknown[],
  options: StartExecutionsOptions = {},
): Promise<StartedExecution[]> => {
  if (!Array.isArray(inputs)) throw new TypeError(`inputs must be an array, got ${describeValue(inputs)}`)
  assertOptions('options', options, checks)
  const { concurrency = 10, name, startAt, signal } = options
  const arn = await resolveStateMachineArn(session, ref)
  const { stateMachineArn } = await resolveStart(session, arn, { startAt })
  const started = new Map<number, StartedExecution>()
  const errors: Error[] = []
  const start = async (index: number) => {
    try {
      const input = await parseInput(ref, inputs[index])
      const named = name ? { name: name(input, index) } : {}
      started.set(index, await startExecution(session, stateMachineArn, { input, ...named }))
    } catch (cause) {
      errors.push(new Error(`inputs[${index}]: ${cause instanceof Error ? cause.message : String(cause)}`, { cause }))
    }
  }
  let next = 0
  const startSome = async () => {
    while (next < inputs.length && !signal?.aborted) await start(next++)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, inputs.length) }, startSome))
  signal?.throwIfAborted()
  const [first] = errors
  if (first)
    throw new AggregateError(
      errors,
      `${errors.length} of ${inputs.length} executions were not started; ${first.message}`,
    )
  return inputs.flatMap((_, index) => started.get(index) ?? [])
}
