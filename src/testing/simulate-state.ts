import { exampleEnvironment } from '../arn.ts'
import {
  type StateTestResult,
  type TestStateOptions,
  testStateRequest,
  toStateTestResult,
} from '../client/test-state.ts'
import { createEngineDeps } from '../engine/create-engine-deps.ts'
import { MemoryStorage } from '../engine/s3/memory-storage.ts'
import type { JsonObject } from '../json.ts'
import { assertOptions, checkedElsewhere, expectedOneOf, type OptionChecks } from '../options.ts'
import { Stop } from '../stop.ts'
import { recordStateTest } from './coverage/record-coverage.ts'
import { type PreparedDefinition, type PreparedState, prepareDefinition } from './prepared-definition.ts'
import { type SimulateOptions, simulateChecks } from './simulate-options.ts'
import { simulatedTime, startSimulation } from './simulation.ts'

/** The options of a simulated state: what it gets, and what performs its work. */
export interface SimulateStateOptions<Activity extends string = string>
  extends Pick<SimulateOptions<Activity>, 'handlers' | 'mocks' | 'stateMachines' | 'objects' | 'now' | 'seed'>,
    Pick<TestStateOptions, 'input' | 'variables' | 'context' | 'mock' | 'stateConfiguration'> {}

const { handlers, mocks, stateMachines, objects, now, seed } = simulateChecks

const stateChecks: OptionChecks<SimulateStateOptions> = {
  input: checkedElsewhere,
  handlers,
  mocks,
  stateMachines,
  objects,
  now,
  seed,
  variables: checkedElsewhere,
  context: checkedElsewhere,
  mock: checkedElsewhere,
  stateConfiguration: checkedElsewhere,
}

/** Runs one state as TestState does, and its work, if it is not mocked, as `simulate` does. */
export const simulateState = async (
  definition: unknown,
  name: string,
  options: SimulateStateOptions,
): Promise<StateTestResult> => {
  assertOptions('options', options, stateChecks)
  const { input, variables, context, stateConfiguration, now, seed } = options
  const prepared = prepareDefinition(definition, 'STANDARD')
  const state = prepared.states.find((one) => one.name === name)
  if (!state) {
    const names = prepared.states.map((one) => one.name)
    throw new TypeError(`no state named ${JSON.stringify(name)}; ${expectedOneOf(name, names)}`)
  }
  const mock = options.mock ?? (await mockOfWork(state, prepared, options))
  const request = testStateRequest(prepared.asl, {
    stateName: name,
    input,
    inspectionLevel: 'DEBUG',
    ...(variables && { variables }),
    ...(context && { context }),
    ...(mock && { mock }),
    ...(stateConfiguration && { stateConfiguration }),
  })
  const system = simulatedTime({ now, seed }, true)
  const deps = createEngineDeps({ system }, new MemoryStorage({ system, region: exampleEnvironment.region }))
  // The request of the SDK is the JSON of the operation, and so is its response.
  const response = await deps.callOperation('TestState', JSON.parse(JSON.stringify(request)), new Stop())
  const result = toStateTestResult(response)
  recordStateTest(prepared, name, result)
  return result
}

/** The fields that only lead from the result of a state to its output, or to another state. */
const afterTheWork = ['ResultSelector', 'ResultPath', 'OutputPath', 'Output', 'Assign', 'Retry', 'Catch', 'Next', 'End']

/** Performs the work of a Task, Map or Parallel state and returns it as a mock; `undefined` for other states. */
const mockOfWork = async (
  { name, fields, inherited }: PreparedState,
  whole: PreparedDefinition,
  { mock: _, stateConfiguration: __, ...options }: SimulateStateOptions,
): Promise<TestStateOptions['mock']> => {
  if (fields.Type !== 'Task' && fields.Type !== 'Map' && fields.Type !== 'Parallel') return undefined
  const work = Object.fromEntries(Object.entries(fields).filter(([field]) => !afterTheWork.includes(field)))
  const asl: JsonObject = { QueryLanguage: inherited, StartAt: name, States: { [name]: { ...work, End: true } } }
  const { execution, close } = await startSimulation(asl, options, { auto: true, whole })
  await execution.done
  await close()
  const { output, error, cause } = execution
  if (output !== undefined) return { result: JSON.parse(output), fieldValidationMode: 'NONE' }
  return { errorOutput: { error: error ?? '', ...(cause !== undefined && { cause }) } }
}
