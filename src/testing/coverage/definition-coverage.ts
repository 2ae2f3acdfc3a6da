import { isJsonObject } from '../../json.ts'
import { toLiteralKey } from '../../specs/asl-key.ts'
import type { StateNode } from '../../specs/read-machine.ts'

/** An element with the number of times that it was reached. */
export interface Counter {
  hits: number
}

/** A transition to another state. */
export interface TransitionCoverage extends Counter {
  readonly next: string
}

/** A branch of a Parallel state, or the processor of a Map. */
export interface PathCoverage extends Counter {
  /** As a literal writes it: `branches[0]`, `itemProcessor`. */
  readonly name: string
  readonly startAt: string
}

/** How often a state was visited, and how often each of its parts applied. */
export interface StateCoverage extends Counter {
  readonly name: string
  /** `Task`, `Choice`, … as in ASL. */
  readonly type: string
  /** The branch or processor that it is in, such as `each.itemProcessor`; `null` on the top level. */
  readonly parent: string | null
  /** The transition when it succeeds. */
  readonly next: TransitionCoverage | null
  readonly choices: readonly TransitionCoverage[]
  readonly default: TransitionCoverage | null
  readonly catchers: readonly TransitionCoverage[]
  readonly retriers: readonly Counter[]
  readonly paths: readonly PathCoverage[]
}

/** The coverage of one definition, over any number of runs. */
export interface DefinitionCoverage {
  readonly name: string
  /** All states at any depth, each before the states inside it. */
  readonly states: readonly StateCoverage[]
}

/** The coverage of a definition that was not run yet. */
export const uncovered = (name: string, states: readonly StateNode[]): DefinitionCoverage => {
  const parents = new Map(
    states.flatMap((state) =>
      state.machines.flatMap((machine, index) =>
        machine.states.map((inner): [string, string] => [inner.name, `${state.name}.${pathName(state, index)}`]),
      ),
    ),
  )
  return { name, states: states.map((state) => uncoveredState(state, parents.get(state.name) ?? null)) }
}

const uncoveredState = (state: StateNode, parent: string | null): StateCoverage => {
  const { name, fields, targets, machines } = state
  const transitions = (field: string): TransitionCoverage[] =>
    targets.filter(({ path }) => path[0] === field).map((target) => ({ next: target.name, hits: 0 }))
  return {
    name,
    type: String(fields.Type),
    parent,
    hits: 0,
    next: transitions('Next')[0] ?? null,
    choices: transitions('Choices'),
    default: transitions('Default')[0] ?? null,
    catchers: transitions('Catch'),
    retriers: Array.isArray(fields.Retry) ? fields.Retry.map(() => ({ hits: 0 })) : [],
    paths: machines.map(({ fields: { StartAt: startAt } }, index) => ({
      name: pathName(state, index),
      startAt: String(startAt),
      hits: 0,
    })),
  }
}

/** The branch or processor with this index as a literal writes it. */
const pathName = ({ path, machines }: StateNode, index: number): string =>
  (machines[index]?.path ?? [])
    .slice(path.length)
    .map((key) => (typeof key === 'number' ? `[${key}]` : toLiteralKey(key)))
    .join('')

/** All counters of a definition, in an order that depends on its structure only. */
const countersOf = ({ states }: DefinitionCoverage): Counter[] =>
  states.flatMap((state) => {
    const { next, choices, default: otherwise, catchers, retriers, paths } = state
    return [state, ...[next, otherwise].filter((one) => one !== null), ...choices, ...catchers, ...retriers, ...paths]
  })

/** A string that two coverages share if their definitions have the same name, states, transitions and retriers. */
export const structureOf = (definition: DefinitionCoverage): string =>
  JSON.stringify(definition, (key, value) => (key === 'hits' ? undefined : value))

/** The sum of the coverages of each definition. Definitions of one name that differ in structure stay apart. */
export const mergeCoverage = (definitions: readonly DefinitionCoverage[]): DefinitionCoverage[] => {
  const merged = new Map<string, DefinitionCoverage>()
  for (const definition of definitions) {
    const key = structureOf(definition)
    const sum = merged.get(key)
    if (sum) addHits(sum, definition)
    else merged.set(key, structuredClone(definition))
  }
  return [...merged.values()]
}

const addHits = (sum: DefinitionCoverage, added: DefinitionCoverage): void => {
  const counters = countersOf(added)
  for (const [index, counter] of countersOf(sum).entries()) counter.hits += counters[index]?.hits ?? 0
}

/** Returns whether a value, such as the contents of a file, is the coverage of a definition. */
export const isDefinitionCoverage = (value: unknown): value is DefinitionCoverage =>
  isJsonObject(value) && typeof value.name === 'string' && Array.isArray(value.states)
