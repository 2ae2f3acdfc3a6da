import { withTimeout } from '../client/with-timeout.ts'
import type { ActivityIn, DefinitionArgument } from '../definition-argument.ts'
import type { OutputOf } from '../dsl/define-state-machine.ts'
import { assertOptions } from '../options.ts'
import { until } from '../stop.ts'
import { realSystem } from '../system.ts'
import { type SimulateOptions, simulateChecks } from './simulate-options.ts'
import { SimulatedRun } from './simulated-run.ts'
import { startSimulation } from './simulation.ts'

/**
 * Runs one execution of a definition in virtual time, on an engine of its own, and returns what happened. Waits, back-off and timeouts take
 * no time.
 * @param definition a literal, or ASL. It is checked first.
 * @throws DefinitionError if the definition is wrong; TypeError for a wrong option; a `TimeoutError` after `timeoutMs` of real time, or the
 * signal's reason if it is aborted.
 *
 * @example
 * const run = await simulate(orders, {
 *   input: { item: 'book' },
 *   handlers: { 'activity/price': () => 25, 'activity/approve': () => 'approved' },
 * })
 * expect(run.status).toBe('SUCCEEDED')
 */
export const simulate = async <const D>(
  definition: DefinitionArgument<D>,
  options: SimulateOptions<ActivityIn<D>> = {},
): Promise<SimulatedRun<OutputOf<D>>> => {
  assertOptions<SimulateOptions>('options', options, simulateChecks)
  const simulation = await startSimulation(definition, options, { auto: true })
  const { execution } = simulation
  try {
    const isLimited = options.timeoutMs !== undefined || options.signal !== undefined
    await (isLimited ? withTimeout(realSystem, options, (signal) => until(signal, execution.done)) : execution.done)
  } finally {
    await simulation.close()
  }
  return new SimulatedRun<OutputOf<D>>(simulation)
}
