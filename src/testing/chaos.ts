import type { SdkClient } from '../engine/tasks/sdk/service-clients.ts'
import { assertOptions, type OptionChecks } from '../options.ts'
import { seededRandom } from '../virtual-system.ts'

/** How often something fails, as a number from 0 to 1, by its name. */
export type ChaosRates = Readonly<Record<string, number>>

/** The options of chaos that are not rates. */
export interface ChaosOptions {
  /** Equal seeds fail the same calls. Default 1. */
  readonly seed?: number
}

/** The decision about the calls that fail. */
export interface Chaos {
  /** True if this call is to fail. The first of the names that has a rate decides. */
  strikes(...names: readonly string[]): boolean
}

const seedCheck: OptionChecks<ChaosOptions> = {
  seed: { expected: 'an integer', fits: (seed) => Number.isSafeInteger(seed) },
}

/**
 * Creates what decides which calls fail.
 * @param rates by name; `*` is for every name that has no rate of its own.
 * @throws TypeError for a rate that is not a number from 0 to 1
 */
export const createChaos = (label: string, { seed, ...rates }: ChaosRates & ChaosOptions): Chaos => {
  assertOptions(label, { ...(seed !== undefined && { seed }) }, seedCheck)
  for (const [name, rate] of Object.entries(rates))
    if (!(rate >= 0 && rate <= 1))
      throw new TypeError(`${label}[${JSON.stringify(name)}] must be a number from 0 to 1, got ${rate}`)
  const random = seededRandom(seed ?? 1)
  const rateOf = (names: readonly string[]): number => {
    const name = [...names, '*'].find((one) => Object.hasOwn(rates, one))
    return (name !== undefined && rates[name]) || 0
  }
  return { strikes: (...names) => random() < rateOf(names) }
}

/** The error of a call that was made to fail. */
export const CHAOS_ERROR = 'Chaos'

/**
 * Makes calls of an SDK client fail at given rates, before they are sent, as if the service were not available: the error has the status
 * 503, so that the SDK's callers treat it as transient.
 * @param client a client of the AWS SDK. It stays as it is; the returned one is like it.
 * @param rates numbers from 0 to 1 by the name of the command without `Command`; `*` for all others. `seed` makes the choice reproducible.
 * @throws TypeError for a rate that is not a number from 0 to 1.
 *
 * @example
 * const unreliable = chaos(local.sfn, { SendTaskSuccess: 0.1, '*': 0.01, seed: 7 })
 * const stepwise = createStepwise({ sfn: unreliable })
 */
export const chaos = <Client extends SdkClient>(client: Client, rates: ChaosRates & ChaosOptions): Client => {
  const decision = createChaos('rates', rates)
  const send: SdkClient['send'] = (command, options) => {
    const name = String(command?.constructor?.name).replace(/Command$/, '')
    return decision.strikes(name) ? Promise.reject(unavailable(name)) : client.send(command, options)
  }
  return new Proxy(client, {
    get: (target, key) => {
      if (key === 'send') return send
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

const unavailable = (name: string): Error =>
  Object.assign(new Error(`${name} was made to fail`), {
    name: CHAOS_ERROR,
    $fault: 'server',
    $metadata: { httpStatusCode: 503 },
  })
