import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { parseIntrinsic } from '../expressions/intrinsics.ts'
import { parsePath } from '../expressions/json-path.ts'
import { parseJsonata } from '../expressions/jsonata.ts'
import type { PlacedState } from './machine.ts'
import { payloadsOf } from './payloads.ts'
import { isExpression } from './values.ts'

/** What a text must look like to read a variable. */
const variableLike = /\$[\p{ID_Start}_]/u

/** The workflow variables that a state reads, without those of the machines within it. */
export const variablesReadBy = (state: PlacedState): ReadonlySet<string> => {
  const read = new Set<string>()
  for (const text of textsOf(state))
    if (variableLike.test(text)) for (const name of namesIn(text, state)) read.add(name)
  return read
}

const namesIn = (text: string, { language }: PlacedState): readonly string[] => {
  try {
    if (language === 'JSONata') return isExpression(text) ? parseJsonata(text.slice(2, -2)).variables : []
    if (text.startsWith('States.')) return parseIntrinsic(text).variables
    const { variable } = parsePath(text)
    return variable === undefined ? [] : [variable]
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return []
    throw error
  }
}

/** The texts of a state that may be expressions: in JSONata all that it evaluates, in JSONPath paths and the values of `.$` keys. */
function* textsOf({ fields, language }: PlacedState): Generator<string> {
  for (const { value } of payloadsOf(fields)) yield* language === 'JSONata' ? allTexts(value) : templateTexts(value)
  if (language === 'JSONata') return
  for (const [key, value] of Object.entries(fields)) if (key.endsWith('Path') && typeof value === 'string') yield value
  for (const key of ['Choices', 'ItemReader', 'ItemBatcher']) yield* pathTexts(fields[key])
}

function* allTexts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* allTexts(inner)
}

function* templateTexts(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') yield* templateTexts(inner)
    else if (key.endsWith('.$')) yield inner
  }
}

function* pathTexts(value: unknown): Generator<string> {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner !== 'string') yield* pathTexts(inner)
    else if (key === 'Variable' || key.endsWith('Path')) yield inner
  }
}
