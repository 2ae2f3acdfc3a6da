import type { PreparedDefinition } from '../prepared-definition.ts'
import {
  type Counter,
  type DefinitionCoverage,
  type StateCoverage,
  structureOf,
  uncovered,
} from './definition-coverage.ts'

/** The coverage of the runs of a process. */
export interface CoverageRegistry {
  readonly byStructure: Map<string, RecordedCoverage>
  readonly byPrepared: WeakMap<PreparedDefinition, RecordedCoverage>
  /** The histories that were counted. */
  readonly counted: WeakSet<object>
}

/** The coverage of a definition, by the names of its states. */
export interface RecordedCoverage {
  readonly definition: DefinitionCoverage
  readonly byName: ReadonlyMap<string, StateCoverage>
  /** The branches and processors, by the state with which they start. */
  readonly pathsByStart: ReadonlyMap<string, Counter>
}

/** A property of the global object, because a process can load several copies of this module. */
const registryKey = Symbol.for('stepwise-ts.coverage')

const registries: { [registryKey]?: CoverageRegistry } = Object(globalThis)

const emptyRegistry = (): CoverageRegistry => ({
  byStructure: new Map(),
  byPrepared: new WeakMap(),
  counted: new WeakSet(),
})

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

/** `undefined` if no coverage is collected. */
export const activeCoverage = (): CoverageRegistry | undefined => registries[registryKey]

/** The coverage of a definition, to which runs are added. */
export const coverageOf = (prepared: PreparedDefinition, registry: CoverageRegistry): RecordedCoverage => {
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
