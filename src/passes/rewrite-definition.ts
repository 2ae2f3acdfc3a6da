import { isWrittenInAsl } from '../dsl/to-literal.ts'
import { validateAndDesugar } from '../dsl/validate.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject, type JsonObject } from '../json.ts'
import { isAslKey, toLiteralKey } from '../specs/asl-key.ts'
import type { Definition } from '../specs/definition.ts'
import { isSingleState } from '../specs/is-single-state.ts'
import { parseResource } from '../specs/parse-resource.ts'
import { machineFields } from '../specs/state-types.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { QueryLanguage } from '../specs/values.ts'
import { type Asl, resugar, templateEnvironment } from '../sugar/desugar.ts'

/**
 * Translates a definition to ASL, with placeholders for the account and the region.
 * @throws DefinitionError with every error of the definition
 */
export const readDefinition = (definition: unknown): Asl => {
  const { issues, asl } = validateAndDesugar(definition, { type: 'STANDARD', environment: templateEnvironment })
  const errors = issues.filter(({ severity }) => severity === 'error')
  if (errors.length > 0 || !asl) throw new DefinitionError(errors)
  return asl
}

/**
 * Changes a definition by a function on its ASL, and returns the literal. States that the function returns as they were stay as they are
 * written; of other states only the fields that changed are written anew.
 * @throws DefinitionError with every error of the definition
 */
export const rewriteDefinition = (definition: unknown, change: (asl: Asl) => Asl): Definition => {
  const before = readDefinition(definition)
  const after = change(before)
  if (!isJsonObject(definition) || isWrittenInAsl(definition)) return resugar(after)
  const language = before.QueryLanguage === 'JSONata' ? 'JSONata' : 'JSONPath'
  // The folder's cast: a changed literal is one again.
  return withMachine(definition, { before, after, language }) as JsonObject & Definition
}

/** A part of a definition before and after a change, in ASL. */
interface Change {
  readonly before: JsonObject
  readonly after: JsonObject
  /** The query language of the whole definition. */
  readonly language: QueryLanguage
}

const withMachine = (literal: JsonObject, { before, after, language }: Change): JsonObject => {
  if (before === after) return literal
  const states = Object.entries(objectOf(after.States)).map(([name, state]): [string, unknown] => {
    const [known, written] = [ownValue(before.States, name), ownValue(literal.states, name)]
    if (!isJsonObject(state) || known === state) return [name, written]
    if (!isJsonObject(written) || !isJsonObject(known)) return [name, stateLiteral(name, state, language)]
    return [name, withState(written, name, { before: known, after: state, language })]
  })
  return { ...literal, startAt: after.StartAt ?? null, states: Object.fromEntries(states) as JsonObject }
}

const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})

/** A state of ASL as a literal. */
const stateLiteral = (name: string, state: JsonObject, language: QueryLanguage): JsonObject => {
  const { states } = resugar({ QueryLanguage: language, StartAt: name, States: { [name]: state } })
  return objectOf(ownValue(states, name))
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
const withNested = (
  written: unknown,
  value: unknown,
  { key, change: { before, after, language } }: { key: string; change: Change },
): unknown => {
  const field = isAslKey(key) ? undefined : nestedFields.get(key)
  if (field === undefined || written === undefined) return value
  const [old, changed] = [before[field], after[field]]
  if (!Array.isArray(changed))
    return withInner(written, value, { before: objectOf(old), after: objectOf(changed), language })
  return changed.map((machine, index) =>
    withInner(ownValue(written, index), ownValue(value, index), {
      before: objectOf(ownValue(old, index)),
      after: objectOf(machine),
      language,
    }),
  )
}

const withInner = (written: unknown, value: unknown, change: Change): unknown => {
  if (change.before === change.after) return written
  const isMachine = !isSingleState(written) && isJsonObject(ownValue(written, 'states'))
  return isMachine && isJsonObject(written) ? withMachine(written, change) : value
}
