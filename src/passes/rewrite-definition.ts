import { literalStates } from '../dsl/literal-states.ts'
import { toDeployableAsl } from '../dsl/to-deployable-asl.ts'
import { isWrittenInAsl, toLiteral } from '../dsl/to-literal.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { isAslKey, toLiteralKey } from '../specs/asl-key.ts'
import type { Definition } from '../specs/definition.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { machinesIn, readMachine } from '../specs/read-machine.ts'
import { machineFields } from '../specs/state-types.ts'
import { ownValue, valueAtPath } from '../specs/value-at-path.ts'
import type { QueryLanguage } from '../specs/values.ts'
import { type Asl, resugar } from '../sugar/desugar.ts'
import { resugarResource } from '../sugar/desugar-resource.ts'
import { withBranchesOfNames } from '../sugar/named-branches.ts'

/** The account and region of the ARNs that names become, and from which they become names again: no other ARN has them. */
const placeholderEnvironment = { partition: 'aws', region: 'placeholder-1', accountId: '999999999999' }

/**
 * Translates a definition to ASL, with a placeholder for the account and the region.
 * @throws DefinitionError with every error of the definition
 */
export const readDefinition = (definition: unknown): Asl => toDeployableAsl(definition, placeholderEnvironment).asl

/** A definition as a literal whose branches that are names became machines, at any depth: as many states as its ASL has. */
export const expandedLiteral = (definition: unknown): unknown => expanded(toLiteral(definition))

const expanded = (machine: unknown): unknown => {
  const outer = withBranchesOfNames(machine)
  const states = ownValue(outer, 'states')
  if (!isJsonObject(outer) || !isJsonObject(states)) return outer
  const entries = Object.entries(states).map(([name, state]) => [name, withExpanded(state)])
  return entries.every(([name, state]) => states[String(name)] === state)
    ? outer
    : { ...outer, states: Object.fromEntries(entries) }
}

const withExpanded = (state: unknown): unknown => {
  if (!isJsonObject(state)) return state
  const changed = [...nestedFields.keys()].flatMap((key) => {
    const value = state[key]
    const inner = Array.isArray(value) ? value.map(expanded) : value === undefined ? value : expanded(value)
    const isSame = Array.isArray(inner) ? inner.every((one, index) => one === ownValue(value, index)) : inner === value
    return isSame ? [] : [[key, inner]]
  })
  return changed.length === 0 ? state : { ...state, ...Object.fromEntries(changed) }
}

/** A resource of ASL that {@link readDefinition} made, as a literal writes it: `lambda/resize`. */
export const shortResource = (resource: string): string => resugarResource(resource, placeholderEnvironment)

/**
 * Changes a definition by a function on its ASL, and returns the literal. States that the function returns as they were stay as they are
 * written; of other states only the fields that changed are written anew.
 * @throws DefinitionError with every error of the definition
 */
export const rewriteDefinition = (definition: unknown, change: (asl: Asl) => Asl): Definition => {
  const before = readDefinition(definition)
  const after = change(before)
  if (!isJsonObject(definition) || isWrittenInAsl(definition)) return resugar(after, placeholderEnvironment)
  if (before === after) return definition as JsonObject & Definition
  const literal = objectOf(expandedLiteral(definition))
  const language = before.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath'
  // The folder's cast: a changed literal is one again.
  return withMachine(literal, { before, after, language, known: knownStates(literal, before) }) as JsonObject &
    Definition
}

/** A part of a definition before and after a change, in ASL. */
interface Change {
  readonly before: JsonObject
  readonly after: JsonObject
  /** The query language of the whole definition. */
  readonly language: QueryLanguage
  /** All states of the definition by their names, because a state can move into another one. */
  readonly known: ReadonlyMap<string, KnownState>
}

/** A state before the change: as it is written, and in ASL. */
interface KnownState {
  readonly written: JsonObject
  readonly asl: JsonObject
}

const knownStates = (definition: JsonObject, asl: Asl): ReadonlyMap<string, KnownState> => {
  const written = new Map(literalStates(definition).map(({ state, path }) => [path.at(-1), state]))
  const states = machinesIn(readMachine(asl)).flatMap((machine) => machine.states)
  return new Map(
    states.flatMap(({ name, path }): [string, KnownState][] => {
      const [state, inAsl] = [written.get(name), valueAtPath(asl, path)]
      return state && isJsonObject(inAsl) ? [[name, { written: state, asl: inAsl }]] : []
    }),
  )
}

const withMachine = (literal: JsonObject, change: Change): JsonObject => {
  const { before, after } = change
  if (before === after) return literal
  const states = Object.entries(objectOf(after.States)).map(([name, state]): [string, unknown] => {
    const [known, written] = [ownValue(before.States, name), ownValue(literal.states, name)]
    if (!isJsonObject(state) || known === state) return [name, written]
    if (!isJsonObject(written) || !isJsonObject(known)) return [name, newState(name, state, change)]
    return [name, withState(written, name, { ...change, before: known, after: state })]
  })
  return { ...literal, startAt: after.StartAt ?? null, states: Object.fromEntries(states) as JsonObject }
}

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})

/** A state of ASL as a literal. */
const stateLiteral = (name: string, state: JsonObject, language: QueryLanguage): JsonObject => {
  const { states } = resugar(
    { QueryLanguage: language, StartAt: name, States: { [name]: state } },
    placeholderEnvironment,
  )
  return objectOf(ownValue(states, name))
}

/** A state that the definition did not have. States in it can be states of the definition. */
const newState = (name: string, state: JsonObject, change: Change): JsonObject => {
  const literal = stateLiteral(name, state, change.language)
  const nested = [...nestedFields].flatMap(([key, field]) => {
    const machines = state[field]
    if (machines === undefined) return []
    const inside = (machine: unknown, index?: number): unknown =>
      withKnownStates(index === undefined ? literal[key] : ownValue(literal[key], index), objectOf(machine), change)
    return [[key, Array.isArray(machines) ? machines.map(inside) : inside(machines)]]
  })
  return { ...literal, ...Object.fromEntries(nested) }
}

const withKnownStates = (literal: unknown, machine: JsonObject, change: Change): unknown => {
  const states = Object.entries(objectOf(machine.States)).map(([name, state]) => {
    const known = change.known.get(name)
    const after = objectOf(state)
    return [
      name,
      known ? withState(known.written, name, { ...change, before: known.asl, after }) : newState(name, after, change),
    ]
  })
  return isJsonObject(literal) ? { ...literal, states: Object.fromEntries(states) } : literal
}

const withState = (literal: JsonObject, name: string, change: Change): JsonObject => {
  const { before, after, language } = change
  const whole = stateLiteral(name, after, language)
  // A nested execution translates several fields together.
  if (isNestedExecution(literal) || Object.keys(literal).includes('Type'))
    return { ...whole, ...(literal.iam !== undefined && { iam: literal.iam }) }
  const changed = new Set(
    [...Object.keys(before), ...Object.keys(after)].filter(
      (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
    ),
  )
  const isChanged = (key: string): boolean => [...changed].some((field) => key === field || key === toLiteralKey(field))
  const kept = Object.entries(literal).filter(([key]) => !isChanged(key))
  const written = Object.entries(whole).filter(([key]) => isChanged(key))
  const nested = written.map(([key, value]) => [key, withNested(literal[key], value, { key, change })])
  return Object.fromEntries([...kept, ...nested])
}

const isNestedExecution = ({ resource }: JsonObject): boolean =>
  typeof resource === 'string' && parseResource(resource).kind === 'machine'

const nestedFields: ReadonlyMap<string, string> = new Map(
  machineFields.map(({ field }) => [toLiteralKey(field), field]),
)

/** The value of a changed field; the machines in it that did not change stay as they are written. */
const withNested = (written: unknown, value: unknown, { key, change }: { key: string; change: Change }): unknown => {
  const field = isAslKey(key) ? undefined : nestedFields.get(key)
  if (field === undefined || written === undefined) return value
  const [old, changed] = [change.before[field], change.after[field]]
  if (!Array.isArray(changed))
    return withInner(written, value, { ...change, before: objectOf(old), after: objectOf(changed) })
  return changed.map((machine, index) =>
    withInner(ownValue(written, index), ownValue(value, index), {
      ...change,
      before: objectOf(ownValue(old, index)),
      after: objectOf(machine),
    }),
  )
}

const withInner = (written: unknown, value: unknown, change: Change): unknown => {
  if (change.before === change.after) return written
  const isMachine = !isSingleState(written) && isJsonObject(ownValue(written, 'states'))
  return isMachine && isJsonObject(written) ? withMachine(written, change) : value
}
