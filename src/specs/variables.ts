import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath } from '../expressions/json-path.ts'
import { parseJsonata } from '../expressions/jsonata.ts'
import { isJsonObject } from '../json.ts'
import type { StateNode } from './read-machine.ts'
import { isJsonata } from './values.ts'

const none: ReadonlySet<string> = new Set()

/** What a text must look like to read a variable. */
const variableLike = /\$[\p{ID_Start}_]/u

/** The workflow variables that a state reads, without those of the machines within it. */
export const variablesReadBy = (state: StateNode): ReadonlySet<string> => {
  let read: Set<string> | undefined
  const look = (text: string): void => {
    if (variableLike.test(text)) read = new Set([...(read ?? none), ...namesIn(text, state)])
  }
  const { fields, language, evaluatedFields: payloads } = state
  for (const { value, field } of payloads)
    forEachText(value, field, language === 'JSONata' ? isAnything : isExpressionKey, look)
  if (language === 'JSONata') return read ?? none
  for (const key of Object.keys(fields))
    if (isPathKey(key) || holdPaths.has(key)) forEachText(fields[key], key, isPathKey, look)
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

/** Calls back with each text under a key that holds expressions, at any depth. */
const forEachText = (
  value: unknown,
  key: string,
  holds: (key: string) => boolean,
  look: (text: string) => void,
): void => {
  if (typeof value === 'string') {
    if (holds(key)) look(value)
  } else if (Array.isArray(value)) for (const inner of value) forEachText(inner, key, holds, look)
  else if (isJsonObject(value)) for (const inner of Object.keys(value)) forEachText(value[inner], inner, holds, look)
}

/** The objects of a state that have fields with paths. */
const holdPaths: ReadonlySet<string> = new Set(['Choices', 'Catch', 'ItemReader', 'ItemBatcher'])

const isAnything = (): boolean => true
const isExpressionKey = (key: string): boolean => key.endsWith('.$')
const isPathKey = (key: string): boolean => key === 'Variable' || key.endsWith('Path')

/** The workflow variables that a state assigns, whichever way it is left. */
export const variablesAssignedBy = ({ evaluatedFields: payloads, language }: StateNode): ReadonlySet<string> => {
  const assigned = payloads.flatMap(({ field, value }) =>
    field === 'Assign' && isJsonObject(value) ? Object.keys(value) : [],
  )
  if (assigned.length === 0) return none
  return new Set(assigned.map((key) => (language === 'JSONPath' && key.endsWith('.$') ? key.slice(0, -2) : key)))
}
