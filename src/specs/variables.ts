import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath } from '../expressions/json-path.ts'
import { parseJsonata } from '../expressions/jsonata.ts'
import { isJsonObject } from '../json.ts'
import type { EvaluatedField } from './evaluated-fields.ts'
import type { StateNode, TransitionTarget } from './read-machine.ts'
import { isJsonata } from './values.ts'

const none: ReadonlySet<string> = new Set()

/** Matches every string that reads a variable, and some that do not. */
const variableLike = /\$[\p{ID_Start}_]/u

/** The workflow variables that a state reads, without those that the machines inside it read. */
export const variablesReadBy = (state: StateNode): ReadonlySet<string> => {
  let read: Set<string> | undefined
  const visit = (text: string): void => {
    if (variableLike.test(text)) read = new Set([...(read ?? none), ...namesIn(text, state)])
  }
  const { fields, language, evaluatedFields } = state
  for (const { value, field } of evaluatedFields)
    forEachString(value, field, language === 'JSONata' ? isAnything : isExpressionKey, visit)
  if (language === 'JSONata') return read ?? none
  for (const key of Object.keys(fields))
    if (isPathKey(key) || holdPaths.has(key)) forEachString(fields[key], key, isPathKey, visit)
  return read ?? none
}

const namesIn = (text: string, { language }: StateNode): readonly string[] => {
  try {
    if (language === 'JSONata') return isJsonata(text) ? parseJsonata(text.slice(2, -2)).variables : []
    if (text.startsWith('States.')) return parseIntrinsic(text).variables
    const { variable } = parsePath(text)
    return variable === undefined ? [] : [variable]
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return []
    throw error
  }
}

/** Calls a function with each string, at any depth, whose key holds expressions. */
const forEachString = (
  value: unknown,
  key: string,
  holds: (key: string) => boolean,
  visit: (text: string) => void,
): void => {
  if (typeof value === 'string') {
    if (holds(key)) visit(value)
  } else if (Array.isArray(value)) for (const inner of value) forEachString(inner, key, holds, visit)
  else if (isJsonObject(value)) for (const inner of Object.keys(value)) forEachString(value[inner], inner, holds, visit)
}

/** The fields of a state with objects that have paths. */
const holdPaths: ReadonlySet<string> = new Set(['Choices', 'Catch', 'ItemReader', 'ItemBatcher'])

const isAnything = (): boolean => true
const isExpressionKey = (key: string): boolean => key.endsWith('.$')
const isPathKey = (key: string): boolean => key === 'Variable' || key.endsWith('Path')

/** The workflow variables that a state assigns, by itself or in a choice rule or catcher. */
export const variablesAssignedBy = (state: StateNode): ReadonlySet<string> => assignedIn(state, () => true)

/** The workflow variables that a state assigns with one of its transitions: those of its choice rule or catcher, or its own. */
export const variablesAssignedOn = (
  state: StateNode,
  { path: [key, index] }: TransitionTarget,
): ReadonlySet<string> => {
  const isOfEntry = key === 'Choices' || key === 'Catch'
  return assignedIn(state, ({ path }) => (isOfEntry ? path[0] === key && path[1] === index : path.length === 1))
}

const assignedIn = (
  { evaluatedFields, language }: StateNode,
  matches: (field: EvaluatedField) => boolean,
): ReadonlySet<string> => {
  const assigned = evaluatedFields.flatMap((field) =>
    field.field === 'Assign' && matches(field) && isJsonObject(field.value) ? Object.keys(field.value) : [],
  )
  if (assigned.length === 0) return none
  return new Set(assigned.map((key) => (language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key)))
}
