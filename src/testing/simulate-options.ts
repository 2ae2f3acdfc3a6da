import type { WaitOptions } from '../client/with-timeout.ts'
import type { AnyDefinition } from '../definition-argument.ts'
import type { MachineType } from '../dsl/validate-and-desugar.ts'
import type { Mocks } from '../engine/mocks/mock.ts'
import { isJsonObject } from '../json.ts'
import {
  checkedElsewhere,
  type OptionCheck,
  type OptionChecks,
  oneOfCheck,
  signalCheck,
  stringCheck,
} from '../options.ts'
import type { Handler, HandlerEntry } from '../workers/handler.ts'
import type { ChaosRates } from './chaos.ts'
import type { ContractClient } from './contract.ts'

/**
 * Performers of tasks, by resource as the definition writes it: for activities (`activity/price`) and nested executions (`machine/refund`)
 * the handlers that `startWorkers` takes, for Lambda functions (`lambda/charge`) those of `createLocal({ lambdas })`, for service
 * integrations (`sqs:sendMessage`) those of `createLocal({ taskHandlers })`. The second argument of one that waits for a task token
 * (`sqs:sendMessage.waitForTaskToken`) is a {@link CallbackContext}.
 */
export type SimulationHandlers<Activity extends string = string> = {
  readonly [Name in Activity]?: Handler | HandlerEntry
} & {
  readonly [resource: `machine/${string}`]: Handler | HandlerEntry
  // biome-ignore lint/suspicious/noExplicitAny: each function and service has its own parameters and its own context
  readonly [resource: `lambda/${string}` | `${string}:${string}`]: (parameters: any, context: any) => unknown
}

/** The options of a simulation. */
export interface SimulateOptions<Activity extends string = string> extends WaitOptions {
  /**
   * Any JSON value of at most 262,144 bytes. Default `{}`.
   *
   * @example
   * await simulate(orders, { input: { item: 'book' }, handlers })
   */
  readonly input?: unknown
  /**
   * The performers of the tasks.
   *
   * @example
   * await simulate(orders, { handlers: { 'activity/price': () => 25, 'activity/approve': () => 'approved' } })
   */
  readonly handlers?: SimulationHandlers<Activity> | undefined
  /**
   * What replaces the work of tasks, by the name of the state or by resource. A mock comes before a handler.
   *
   * @example
   * const run = await simulate(orders, {
   *   mocks: { price: [{ error: 'Throttled' }, { output: 25 }], approve: { output: 'approved' } },
   * })
   */
  readonly mocks?: Mocks | undefined
  /**
   * How often tasks fail, with the error `Chaos`, before they are performed: numbers from 0 to 1 by the name of a state or by resource, `*`
   * for all others. `seed` makes the choice reproducible.
   *
   * @example
   * const run = await simulate(orders, { handlers, chaos: { price: 0.5, '*': 0.1, seed: 7 } })
   */
  readonly chaos?: (ChaosRates & { readonly seed?: number }) | undefined
  /**
   * Sends each simulated state to TestState and compares the answers: of this client, or with `true` of AWS by the SDK's default chain. By
   * default it does so if the environment variable `STEPWISE_CONTRACT` is `aws`.
   *
   * @example
   * const run = await simulate(orders, { input: { item: 'book' }, handlers, contract: local })
   */
  readonly contract?: boolean | ContractClient | undefined
  /**
   * The type of the state machine, STANDARD (default) or EXPRESS.
   *
   * @example
   * const run = await simulate(echo, { type: 'EXPRESS' })
   */
  readonly type?: MachineType | undefined
  /**
   * The time at which the execution starts. Default the start of 2026.
   *
   * @example
   * const run = await simulate(echo, { now: new Date('2030-01-01T00:00:00Z') })
   */
  readonly now?: Date | number | undefined
  /**
   * The seed of ids, jitter and random functions: equal seeds give equal runs. Default 1.
   *
   * @example
   * const run = await simulate(echo, { seed: 7 })
   */
  readonly seed?: number | undefined
  /**
   * The state with which the execution starts, in place of the definition's own.
   *
   * @example
   * const run = await simulate(orders, { startAt: 'route', input: { price: 25 }, until: 'route' })
   */
  readonly startAt?: string | undefined
  /**
   * The last state that runs: the execution ends with its output.
   *
   * @example
   * const run = await simulate(orders, { until: 'price', handlers })
   */
  readonly until?: string | undefined
  /**
   * The values of workflow variables at the start.
   *
   * @example
   * const run = await simulate(echo, { variables: { region: 'eu' } })
   */
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  /**
   * Members of the context object that replace its own: `Execution` and `StateMachine`.
   *
   * @example
   * const run = await simulate(echo, { context: { Execution: { Name: 'order-7' } } })
   */
  readonly context?: Readonly<Record<string, unknown>> | undefined
  /**
   * Further state machines, which the simulated one starts by their names.
   *
   * @example
   * const run = await simulate(parent, { stateMachines: [child] })
   */
  readonly stateMachines?: readonly AnyDefinition[] | undefined
  /**
   * Objects in S3 that distributed Maps read, by bucket and key: a string or bytes as they are, any other value as JSON.
   *
   * @example
   * const run = await simulate(importer, { objects: { 'files/items.csv': 'id,name\n1,book\n' } })
   */
  readonly objects?: Readonly<Record<string, unknown>> | undefined
}

const isObject = (expected: string): OptionCheck => ({ expected, fits: isJsonObject })

export const simulateChecks: OptionChecks<SimulateOptions> = {
  input: checkedElsewhere,
  handlers: isObject('an object of functions by resource'),
  mocks: isObject('an object of mocks by state or resource'),
  chaos: isObject('an object of rates by state or resource'),
  contract: {
    expected: 'true, false or an object with the function testState',
    fits: (given) => typeof given === 'boolean' || typeof Object(given).testState === 'function',
  },
  type: oneOfCheck('STANDARD', 'EXPRESS'),
  now: { expected: 'a valid date or a number of milliseconds', fits: (now) => Number.isFinite(Number(now)) },
  seed: { expected: 'an integer', fits: (seed) => Number.isSafeInteger(seed) },
  startAt: stringCheck('the name of a state'),
  until: stringCheck('the name of a state'),
  variables: isObject('an object of values by variable'),
  context: isObject('an object with Execution or StateMachine'),
  stateMachines: { expected: 'an array of definitions', fits: (given) => Array.isArray(given) },
  objects: isObject('an object of contents by bucket and key'),
  signal: signalCheck,
  timeoutMs: checkedElsewhere,
}
