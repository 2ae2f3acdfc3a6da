import { EvaluationFailure } from '../../expressions/failure.ts'
import { parsePath } from '../../expressions/json-path.ts'
import { parseJsonataField } from '../../expressions/jsonata.ts'
import type { Json } from '../../json.ts'
import type { QueryLanguage } from './asl.ts'
import { jsonataScope } from './flow.ts'
import type { Frame } from './frame.ts'
import { textOf } from './json-text.ts'
import { andThen, type Maybe } from './maybe.ts'

/** A number that a state's field gives when the state runs; `undefined` where the state has no such field. */
export type NumberField = (input: Json, frame: Frame) => Maybe<number | undefined>

const kinds = {
  integer: /^[+-]?\d+$/,
  float: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
}

/**
 * A field that is a number, a JSONata expression, or in its `…Path` twin a path to a number or to its text
 * (recorded: a variable that holds "1" is read as 1).
 */
export const compileNumber = (
  fields: object,
  name: string,
  { language, kind = 'integer' }: { language: QueryLanguage; kind?: keyof typeof kinds },
): NumberField => {
  const literal = fieldOf(fields, name)
  if (literal !== undefined && language === 'JSONata') {
    const field = parseJsonataField(literal, name, kind === 'integer' ? 'integer' : 'number')
    return (input, frame) => andThen(field.evaluate(jsonataScope(frame, { input })), (value) => Number(value))
  }
  if (literal !== undefined) return () => Number(literal)
  const path = fieldOf(fields, `${name}Path`)
  return typeof path === 'string' ? numberAt(path, `${name}Path`, kind) : () => undefined
}

const fieldOf = (fields: object, name: string): Json | undefined => (fields as Record<string, Json>)[name]

const numberAt = (text: string, name: string, kind: keyof typeof kinds): NumberField => {
  const path = parsePath(text)
  return (input, frame) => {
    const scope = frame.scope(input)
    const value = path.find(scope)
    if (value === undefined)
      throw new EvaluationFailure('States.Runtime', `Invalid path '${text}' : ${path.missing(scope)}`)
    const written = typeof value === 'string' ? value : textOf(value)
    if (!kinds[kind].test(written)) {
      const problem = `The ${name} field refers to value "${written}" which is not a valid ${kind}: ${text}`
      throw new EvaluationFailure('States.Runtime', problem)
    }
    return Number(written)
  }
}
