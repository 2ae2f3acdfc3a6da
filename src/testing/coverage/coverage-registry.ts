import { parseArn } from '../../arn.ts'
import type { EngineExecution } from '../../engine/execution/engine-execution.ts'
import type { InspectedValue } from '../../engine/interpreter/inspect.ts'
import type { PreparedDefinition } from '../prepared-definition.ts'
import {
  type Counter,
  type DefinitionCoverage,
  type StateCoverage,
  structureOf,
  uncovered,
} from './definition-coverage.ts'

/** An execution, and the decisions of its states. */
interface RecordedRun {
  readonly execution: Pick<EngineExecution, 'stateMachineArn' | 'history'>
  readonly inspected: readonly InspectedValue[]
}

/** The coverage of the runs of a process. */
interface CoverageRegistry {
  readonly byStructure: Map<string, RecordedCoverage>
  readonly byPrepared: WeakMap<PreparedDefinition, RecordedCoverage>
}

interface RecordedCoverage {
  readonly definition: DefinitionCoverage
  readonly byName: ReadonlyMap<string, StateCoverage>
  /** The branches and processors, by the state with which they start. */
  readonly pathsByStart: ReadonlyMap<string, Counter>
}

/** A property of the global object, because a process can load several copies of this module. */
const registryKey = Symbol.for('stepwise-ts.coverage')

const registries: { [registryKey]?: CoverageRegistry } = Object(globalThis)

const emptyRegistry = (): CoverageRegistry => ({ byStructure: new Map(), byPrepared: new WeakMap() })

/** From now on, the coverage of each simulated run is recorded. */
export const startCoverage = (): void => {
  registries[registryKey] ??= emptyRegistry()
}

/** From now on, nothing is recorded. */
export const stopCoverage = (): void => {
  delete registries[registryKey]
}

/** Returns the coverage that was recorded since the last call. */
export const takeCoverage = (): DefinitionCoverage[] => {
  const registry = registries[registryKey]
  if (!registry) return []
  registries[registryKey] = emptyRegistry()
  return Array.from(registry.byStructure.values(), ({ definition }) => definition)
}

/** Adds executions to the coverage of their definitions. Does nothing if no coverage is collected. */
export const recordCoverage = (observed: readonly RecordedRun[], definitions: readonly PreparedDefinition[]): void => {
  const registry = registries[registryKey]
  if (!registry) return
  for (const one of observed) {
    const name = machineNameOf(one.execution.stateMachineArn)
    const prepared = definitions.find((definition) => definition.name === name)
    if (prepared) recordExecution(one, coverageOf(prepared, registry))
  }
}

/** The children of a distributed Map have the label of the Map after the name of their state machine. */
const machineNameOf = (arn: string): string | undefined => parseArn(arn)?.resource?.[1]?.split('/')[0]

const coverageOf = (prepared: PreparedDefinition, registry: CoverageRegistry): RecordedCoverage => {
  const known = registry.byPrepared.get(prepared)
  if (known) return known
  const definition = uncovered(prepared.name, prepared.states)
  const structure = structureOf(definition)
  const recorded = registry.byStructure.get(structure) ?? recordedCoverage(definition)
  registry.byStructure.set(structure, recorded)
  registry.byPrepared.set(prepared, recorded)
  return recorded
}

const recordedCoverage = (definition: DefinitionCoverage): RecordedCoverage => ({
  definition,
  byName: new Map(definition.states.map((state) => [state.name, state])),
  pathsByStart: new Map(definition.states.flatMap(({ paths }) => paths.map((path) => [path.startAt, path]))),
})

const recordExecution = ({ execution, inspected }: RecordedRun, recorded: RecordedCoverage): void => {
  const { history } = execution
  const page = { reverse: false, from: 0, limit: history.length, includeExecutionData: false }
  for (const { type, ...details } of history.events(page)) {
    if (type.endsWith('StateEntered')) recordEntry(details.stateEnteredEventDetails?.name, recorded)
    else if (type.endsWith('StateExited')) count(stateOf(details.stateExitedEventDetails?.name, recorded)?.next, 1)
  }
  for (const { state, step, value } of inspected) {
    if (step === 'choiceRule' || step === 'retrier' || step === 'catcher')
      recordDecision(recorded.byName.get(state), step, value === null ? undefined : Number(value))
  }
}

const stateOf = (name: unknown, { byName }: RecordedCoverage): StateCoverage | undefined => byName.get(String(name))

const recordEntry = (name: unknown, recorded: RecordedCoverage): void => {
  count(stateOf(name, recorded), 1)
  count(recorded.pathsByStart.get(String(name)), 1)
}

const recordDecision = (
  state: StateCoverage | undefined,
  step: 'choiceRule' | 'retrier' | 'catcher',
  index: number | undefined,
): void => {
  if (step === 'choiceRule') count(index === undefined ? state?.default : state?.choices[index], 1)
  else if (step === 'retrier') count(state?.retriers[index ?? 0], 1)
  else {
    count(state?.catchers[index ?? 0], 1)
    // A state is left after a catcher as after a success.
    count(state?.next, -1)
  }
}

const count = (counter: Counter | null | undefined, times: 1 | -1): void => {
  if (counter) counter.hits += times
}
