import type { StateTestResult } from '../client/test-state.ts'
import { withTimeout } from '../client/with-timeout.ts'
import type { ActivityIn, DefinitionArgument } from '../definition-argument.ts'
import type { OutputOf } from '../dsl/define-state-machine.ts'
import { assertOptions } from '../options.ts'
import { until } from '../stop.ts'
import { realSystem } from '../system.ts'
import { assertContract, type ContractClient } from './contract.ts'
import { type SimulateOptions, simulateChecks } from './simulate-options.ts'
import { type SimulateStateOptions, simulateState } from './simulate-state.ts'
import { simulatedOutput, withParsedInput } from './simulated-output.ts'
import { SimulatedRun } from './simulated-run.ts'
import { startSimulation } from './simulation.ts'
import { type SteppedRun, startSteppedRun } from './stepped-run.ts'

/** `simulate` and its variants. */
export interface Simulate {
  <const D>(
    definition: DefinitionArgument<D>,
    options?: SimulateOptions<ActivityIn<D>>,
  ): Promise<SimulatedRun<OutputOf<D>>>
  /**
   * Runs one state of any type, at any depth, and returns what TestState returns, with the steps of its data flow. Handlers and mocks
   * perform its work; `mock` replaces it. An array of options runs the state once for each.
   * @throws DefinitionError if the definition is wrong; TypeError for a wrong option or a state that does not exist; ApiError if TestState
   * refuses the request.
   *
   * @example
   * const { nextState } = await simulate.state(orders, 'route', { input: { price: 25 } })
   * expect(nextState).toBe('approve')
   *
   * @example
   * const results = await simulate.state(orders, 'route', [{ input: { price: 25 } }, { input: { price: 50 } }])
   * expect(results.map(({ nextState }) => nextState)).toEqual(['approve', 'rejected'])
   */
  readonly state: {
    <const D>(
      definition: DefinitionArgument<D>,
      name: string,
      options?: SimulateStateOptions<ActivityIn<D>>,
    ): Promise<StateTestResult>
    <const D>(
      definition: DefinitionArgument<D>,
      name: string,
      table: readonly SimulateStateOptions<ActivityIn<D>>[],
    ): Promise<StateTestResult[]>
  }
  /**
   * Starts an execution that the test moves step by step: time stands still until `advance`, and tasks without a handler and without a mock
   * wait until the test ends them. It returns at the first wait.
   * @throws DefinitionError if the definition is wrong; TypeError for a wrong option.
   *
   * @example
   * const run = await simulate.start(orders, { input: { item: 'book' } })
   * await run.succeed('price', 25)
   * expect(run.tasks()).toMatchObject([{ state: 'approve' }])
   */
  readonly start: <const D>(
    definition: DefinitionArgument<D>,
    options?: SimulateOptions<ActivityIn<D>>,
  ) => Promise<SteppedRun<OutputOf<D>>>
}

const run = async <Output>(definition: unknown, given: SimulateOptions = {}): Promise<SimulatedRun<Output>> => {
  assertOptions('options', given, simulateChecks)
  const options = await withParsedInput(definition, given)
  const simulation = await startSimulation(definition, options, { auto: true })
  const { execution } = simulation
  try {
    const isLimited = options.timeoutMs !== undefined || options.signal !== undefined
    await (isLimited ? withTimeout(realSystem, options, (signal) => until(signal, execution.done)) : execution.done)
  } finally {
    await simulation.close()
  }
  // The type of the definition has the type of its output.
  const output = (await simulatedOutput(definition, execution, options)) as Output | undefined
  const simulated = new SimulatedRun<Output>(simulation, output)
  const client = await contractClient(options.contract)
  if (client) {
    const { prepared } = simulation
    await assertContract(client, { definition, prepared, states: simulated.states, variables: options.variables })
  }
  return simulated
}

/** The client whose TestState judges a simulation, if any does. */
const contractClient = async (given: SimulateOptions['contract']): Promise<ContractClient | undefined> => {
  if (typeof given === 'object') return given
  const isWanted = given ?? process.env.STEPWISE_CONTRACT === 'aws'
  return isWanted ? import('../default-stepwise.ts') : undefined
}

const state = async (
  definition: unknown,
  name: string,
  options: SimulateStateOptions | readonly SimulateStateOptions[] = {},
): Promise<never> => {
  if (!Array.isArray(options)) return (await simulateState(definition, name, options as SimulateStateOptions)) as never
  const results: StateTestResult[] = []
  for (const one of options) results.push(await simulateState(definition, name, one))
  return results as never
}

const start = async <Output>(definition: unknown, options: SimulateOptions = {}): Promise<SteppedRun<Output>> => {
  assertOptions('options', options, simulateChecks)
  return startSteppedRun<Output>(definition, options)
}

/**
 * Runs one execution of a definition in virtual time, on an engine of its own, and returns what happened. Waits, back-off and timeouts take
 * no time.
 * @param definition a literal, or ASL. It is checked first.
 * @throws DefinitionError if the definition is wrong; TypeError for a wrong option; a `TimeoutError` after `timeoutMs` of real time, or the
 * signal's reason if it is aborted; ContractError if TestState answers otherwise.
 *
 * @example
 * const run = await simulate(orders, {
 *   input: { item: 'book' },
 *   handlers: { 'activity/price': () => 25, 'activity/approve': () => 'approved' },
 * })
 * expect(run.status).toBe('SUCCEEDED')
 */
export const simulate: Simulate = Object.assign(run, { state, start })
