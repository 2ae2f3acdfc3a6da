import { activityArn, exampleEnvironment, executionArnOf, stateMachineArn } from '../arn.ts'
import { encodeInput } from '../client/payload.ts'
import { handledResource, resourceName } from '../dsl/handled-resource.ts'
import type { MachineType } from '../dsl/validate-and-desugar.ts'
import { createEngineDeps } from '../engine/create-engine-deps.ts'
import type { EngineDeps } from '../engine/engine-deps.ts'
import type { EngineExecution } from '../engine/execution/engine-execution.ts'
import { type ExecutionOptions, startExecution } from '../engine/execution/start-execution.ts'
import { stopExecutions } from '../engine/execution/stop-executions.ts'
import type { InspectedValue } from '../engine/interpreter/inspect.ts'
import { parseJsonText } from '../engine/interpreter/program/json-text.ts'
import { StateFailure } from '../engine/interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../engine/interpreter/task-call.ts'
import type { MockedTask } from '../engine/mocks/execution-mocks.ts'
import type { Mocks } from '../engine/mocks/mock.ts'
import { MemoryStorage } from '../engine/s3/memory-storage.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { expectedOneOf } from '../options.ts'
import { Stop } from '../stop.ts'
import { afterMicrotasks } from '../system.ts'
import { engineTime, type VirtualSystem } from '../virtual-system.ts'
import { callbackMocks } from './callback-handlers.ts'
import { CHAOS_ERROR, type Chaos, createChaos } from './chaos.ts'
import { recordCoverage } from './coverage/record-coverage.ts'
import { missingHandler } from './missing-handler.ts'
import { type PreparedDefinition, prepareDefinition } from './prepared-definition.ts'
import type { SimulateOptions } from './simulate-options.ts'
import { addActivity, serveActivity } from './simulated-activities.ts'
import { assertMocksAreUsed, type SimulatedHandlers, simulatedHandlers } from './simulated-handlers.ts'
import { putObjects, simulatedStore } from './simulated-objects.ts'

/** An execution with the data flow of its states. */
export interface ObservedExecution {
  readonly execution: EngineExecution
  readonly inspected: readonly InspectedValue[]
}

/** An execution that runs on an engine of its own. */
export interface Simulation {
  readonly prepared: PreparedDefinition
  readonly system: VirtualSystem
  readonly deps: EngineDeps
  readonly execution: EngineExecution
  /** The execution, and those that it started, in the order of their starts. */
  readonly observed: readonly ObservedExecution[]
  /** Ends everything that still runs. */
  close(): Promise<void>
}

/** How a simulation runs. */
export interface SimulationSettings {
  /** True if time moves by itself. */
  readonly auto: boolean
  /** The definition that the simulated one is a part of: handlers and mocks may be for the rest of it. */
  readonly whole?: PreparedDefinition
  /** Performs a task that has neither a handler nor a mock. By default such a task fails. */
  readonly perform?: ((call: TaskCall, system: VirtualSystem) => MockedTask) | undefined
}

/** The clock of a simulation. */
export const simulatedTime = ({ now, seed }: Pick<SimulateOptions, 'now' | 'seed'>, auto: boolean): VirtualSystem =>
  engineTime({ ...(now !== undefined && { startAt: now }), ...(seed !== undefined && { seed }), auto })

/**
 * Starts an execution on a new engine in virtual time. The options must have been checked.
 * @throws DefinitionError if a definition is wrong; TypeError if a handler is of no use, a state does not exist, or the input is not JSON
 */
export const startSimulation = async (
  definition: unknown,
  options: SimulateOptions,
  { auto, whole, perform }: SimulationSettings,
): Promise<Simulation> => {
  const { type = 'STANDARD', handlers: given = {}, mocks = {}, stateMachines = [] } = options
  const prepared = prepareDefinition(definition, type)
  const others = stateMachines.map((one) => prepareDefinition(one, 'STANDARD'))
  const all = [prepared, ...others]
  const served = whole ? [whole, ...all] : all
  const handlers = simulatedHandlers(given, served)
  assertMocksAreUsed(mocks, served)
  const system = simulatedTime(options, auto)
  const observed: ObservedExecution[] = []
  const deps = createDeps(handlers, {
    mocks,
    system,
    observed,
    perform,
    chaos: options.chaos && createChaos('options.chaos', options.chaos),
  })
  const ended = new Stop()
  if (options.objects) await putObjects(deps.s3, options.objects)
  for (const one of others) await createStateMachine(one.name, one.asl, deps)
  serveHandlers(deps, { all, handlers, ended })
  for (const name of handlers.machines.keys()) await createStateMachine(name, standIn(name), deps)
  // So the stacks of errors, which are part of causes, are the same from wherever a simulation is started.
  await new Promise<void>(afterMicrotasks)
  const execution = startExecution(executionOptions(prepared, { type, options, deps }))
  const close = async () => {
    ended.abort('the simulation has ended')
    await stopExecutions(observed)
    // Part of a definition is no run of it.
    recordCoverage(observed, whole ? others : all)
  }
  return { prepared, system, deps, execution, observed, close }
}

interface EngineSettings extends Pick<SimulationSettings, 'perform'> {
  readonly mocks: Mocks
  readonly system: VirtualSystem
  readonly observed: ObservedExecution[]
  readonly chaos: Chaos | undefined
}

const createDeps = (
  { lambdas, taskHandlers, activities, callbacks }: SimulatedHandlers,
  { mocks, system, observed, perform, chaos }: EngineSettings,
): EngineDeps => {
  const hasActivity = (name: string) => activities.has(name) || name.startsWith(STAND_IN)
  const deps: EngineDeps = createEngineDeps(
    { system, lambdas, taskHandlers, mocks: { ...callbackMocks(callbacks, () => deps), ...mocks } },
    new MemoryStorage({ system, region: exampleEnvironment.region }),
    {
      observer: {
        inspectorOf: (execution) => {
          const inspected: InspectedValue[] = []
          observed.push({ execution, inspected })
          return (value) => void inspected.push(value)
        },
        overrideTask: (call, mock) => {
          if (chaos?.strikes(call.state, resourceName(handledResource(call.resource)))) return failing(call)
          const mocked = mock()
          const missing = mocked ? undefined : missingHandler(call, { deps, hasActivity, lambdas, taskHandlers })
          if (missing && !perform) throw missing
          return missing ? perform?.(call, system) : mocked
        },
      },
    },
  )
  return deps
}

const failing =
  ({ state }: TaskCall): MockedTask =>
  () =>
    Promise.reject(new StateFailure(CHAOS_ERROR, `The task of the state ${JSON.stringify(state)} was made to fail.`))

/** The beginning of the names of the activities behind the state machines that handlers stand for. */
const STAND_IN = 'simulate__machine__'

/** A state machine of one task, which a handler performs. */
const standIn = (name: string): JsonObject => ({
  StartAt: name,
  States: {
    [name]: { Type: 'Task', Resource: activityArn(exampleEnvironment, `${STAND_IN}${name}`), End: true },
  },
})

interface Served {
  readonly all: readonly PreparedDefinition[]
  readonly handlers: SimulatedHandlers
  readonly ended: Stop
}

/** Adds the activities of all definitions, and serves those that have handlers. */
const serveHandlers = (deps: EngineDeps, { all, handlers, ended }: Served): void => {
  const objects = simulatedStore(deps.s3)
  const heartbeatOf = (name: string) => all.find(({ heartbeats }) => heartbeats.has(name))?.heartbeats.get(name)
  for (const { states } of all)
    for (const { resource } of states) if (resource?.kind === 'activity') addActivity(deps, resource.name)
  for (const [name, handler] of handlers.activities)
    serveActivity(deps, { name, handler, heartbeatSeconds: heartbeatOf(name), objects, ended })
  for (const [name, handler] of handlers.machines) {
    addActivity(deps, `${STAND_IN}${name}`)
    serveActivity(deps, { name: `${STAND_IN}${name}`, handler, heartbeatSeconds: undefined, objects, ended })
  }
}

const ROLE = `arn:aws:iam::${exampleEnvironment.accountId}:role/simulated`

const createStateMachine = (name: string, asl: JsonObject, deps: EngineDeps): Promise<JsonObject> =>
  deps.callOperation('CreateStateMachine', { name, definition: JSON.stringify(asl), roleArn: ROLE }, new Stop())

interface Started {
  readonly type: MachineType
  readonly options: SimulateOptions
  readonly deps: EngineDeps
}

const executionOptions = (
  { name, program }: PreparedDefinition,
  { type, options, deps }: Started,
): ExecutionOptions => {
  const { startAt = program.startAt, until, variables, context } = options
  for (const state of [startAt, until])
    if (state !== undefined && !program.states.has(state))
      throw new TypeError(
        `no state named ${JSON.stringify(state)}; ${expectedOneOf(state, [...program.states.keys()])}`,
      )
  const arn = stateMachineArn(exampleEnvironment, name)
  const executionName = deps.system.uuid()
  const inputText = encodeInput(options.input)
  return {
    arn: executionArnOf(arn, executionName),
    name: executionName,
    machine: startAt === program.startAt ? program : { ...program, startAt },
    stateMachine: { arn, name, roleArn: ROLE, type },
    inputText,
    input: parseJsonText(inputText),
    mocks: deps.mocks.forExecution(name, undefined),
    section: {
      lastState: until,
      variables: variables && objectOf(variables, 'options.variables'),
      context: context && objectOf(context, 'options.context'),
    },
    deps,
  }
}

const objectOf = (value: unknown, label: string): JsonObject => {
  const parsed: unknown = JSON.parse(encodeInput(value))
  if (!isJsonObject(parsed)) throw new TypeError(`${label} must be an object`)
  return parsed
}
