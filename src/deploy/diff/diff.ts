import { type AwsEnvironment, unknownEnvironment } from '../../arn.ts'
import type { AnyDefinition } from '../../definition-argument.ts'
import { literalStates } from '../../dsl/literal-states.ts'
import type { JsonObject } from '../../json.ts'
import type { DefinitionPath } from '../../specs/finding.ts'
import { type Change, machineChanges } from './changes.ts'
import { comparableLiteral } from './comparable-literal.ts'

/** A state that only one of two definitions has. */
export interface ComparedState {
  /** The path in the literal: `['states', 'each', 'itemProcessor', 'states', 'ship']`. */
  readonly path: DefinitionPath
  readonly state: JsonObject
}

/** A value before and after. */
export interface ValueChange {
  /** The path in the literal, from its root. */
  readonly path: DefinitionPath
  /** `undefined` if the deployed definition has no such value. */
  readonly from: unknown
  /** `undefined` if the new definition has no such value. */
  readonly to: unknown
}

/** A state whose fields differ. An empty path is the definition itself. */
export interface ChangedState {
  readonly path: DefinitionPath
  readonly fields: readonly ValueChange[]
}

/** The consequences for executions that are running: they continue on the definition that they were started with. */
export interface RunningExecutions {
  /** False if running executions need a resource that the new definition does not use. */
  readonly canContinue: boolean
  /** The resources that only the deployed definition uses: keep them, their workers and their permissions until these executions end. */
  readonly needs: readonly string[]
}

/** The differences of two definitions, by their meaning. */
export interface DefinitionDiff {
  readonly isEqual: boolean
  readonly added: readonly ComparedState[]
  readonly removed: readonly ComparedState[]
  readonly changed: readonly ChangedState[]
  /** The transitions (`startAt`, `next`, `default`) that lead to another state; `undefined` is the end. */
  readonly rewired: readonly ValueChange[]
  readonly running: RunningExecutions
}

/**
 * Compares a definition with a deployed one by meaning: the form (literal or ASL), the order of keys and fields with their default do
 * not count.
 * @param definition the new definition, a literal or ASL.
 * @param deployed the present definition, such as `describeStateMachine` returns it.
 * @param environment the account and region of the ARNs in a definition that is ASL.
 * @throws DefinitionError if one of them cannot be translated.
 *
 * @example
 * const { added, changed, running } = diff({ startAt: 'a', states: { a: { type: 'succeed' } } }, echo)
 * expect(changed[0].fields).toEqual([{ path: ['states', 'a', 'type'], from: 'pass', to: 'succeed' }])
 */
export const diff = (
  definition: AnyDefinition,
  deployed: AnyDefinition,
  environment: AwsEnvironment = unknownEnvironment,
): DefinitionDiff => {
  const before = comparableLiteral(deployed, environment)
  const after = comparableLiteral(definition, environment)
  const changes = machineChanges(before, after, [])
  const used = resourcesOf(after)
  const needs = [...resourcesOf(before)].filter((resource) => !used.has(resource))
  return {
    isEqual: changes.length === 0,
    added: statesOf(changes, 'added'),
    removed: statesOf(changes, 'removed'),
    changed: byState(changes),
    rewired: changes.flatMap((change) =>
      change.kind === 'rewired' ? [{ path: change.path, from: change.from, to: change.to }] : [],
    ),
    running: { canContinue: needs.length === 0, needs },
  }
}

const statesOf = (changes: readonly Change[], kind: 'added' | 'removed'): ComparedState[] =>
  changes.flatMap((change) =>
    change.kind === kind && 'state' in change ? [{ path: change.path, state: change.state }] : [],
  )

const byState = (changes: readonly Change[]): ChangedState[] => {
  const found = new Map<string, { readonly path: DefinitionPath; readonly fields: ValueChange[] }>()
  for (const change of changes) {
    if (change.kind !== 'field') continue
    const key = JSON.stringify(change.owner)
    const state = found.get(key) ?? { path: change.owner, fields: [] }
    found.set(key, state)
    state.fields.push({ path: change.path, from: change.from, to: change.to })
  }
  return [...found.values()]
}

/** The resources of the tasks of a literal. */
const resourcesOf = (literal: JsonObject): ReadonlySet<string> =>
  new Set(literalStates(literal).flatMap(({ state }) => (typeof state.resource === 'string' ? [state.resource] : [])))
