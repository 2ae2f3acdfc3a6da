import { EvaluationFailure } from '../../../expressions/failure.ts'
import { parsePath } from '../../../expressions/json-path.ts'
import { parseJsonataField } from '../../../expressions/jsonata.ts'
import type { Json } from '../../../json.ts'
import { MAX_COUNT, type QueryLanguage } from '../../../specs/values.ts'
import type { Frame } from './frame.ts'
import { toJsonText } from './json-text.ts'
import { andThen, type Maybe } from './maybe.ts'

/** Evaluates a numeric field of a state; `undefined` if the state does not have the field. */
export type NumberField = (input: Json, frame: Frame) => Maybe<number | undefined>

const kinds = {
  integer: /^[+-]?\d+$/,
  float: /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/,
}

/**
 * Compiles a field that is a number or a JSONata expression, or whose `…Path` twin is a path to a number or to a string that is one
 * (recorded: a variable that holds "1" is read as 1).
 */
export const compileNumberField = (
  fields: object,
  name: string,
  {
    language,
    kind = 'integer',
    least = Number.NEGATIVE_INFINITY,
    most = Number.POSITIVE_INFINITY,
    label = '',
  }: NumberOptions,
): NumberField => {
  const literal = fieldOf(fields, name)
  if (literal !== undefined && language === 'JSONata') {
    const field = parseJsonataField(literal, label + name, 'number')
    return (input, frame) =>
      andThen(field.evaluate(frame.jsonataScope({ input })), (value) => {
        const problem = jsonataProblem(label + name, Number(value), { kind, least, most })
        if (problem === undefined) return Number(value)
        throw new EvaluationFailure('States.QueryEvaluationError', problem, label + name)
      })
  }
  if (literal !== undefined) return () => Number(literal)
  const path = fieldOf(fields, `${name}Path`)
  return typeof path === 'string' ? numberAt(path, `${name}Path`, { kind, least }) : () => undefined
}

/** Describes what is wrong with the number of an expression, in AWS's words for TimeoutSeconds (those of other fields are not known). */
const jsonataProblem = (
  field: string,
  value: number,
  { kind, least, most }: Required<Pick<NumberOptions, 'kind' | 'least' | 'most'>>,
) => {
  if (kind === 'integer' && !Number.isInteger(value))
    return `The ${field} field cannot be parsed as an integer: ${value}`
  if (value >= least && value <= most) return undefined
  return value < 0 || value > most
    ? `${field} must be between 0 and ${MAX_COUNT} but was: ${value}`
    : `The value of the field '${field}' must be at least ${least}, but was ${value}`
}

interface NumberOptions {
  readonly language: QueryLanguage
  readonly kind?: keyof typeof kinds
  /** The smallest value that it may have. A number in the definition is not checked: validation has done that. */
  readonly least?: number
  /** The largest value that an expression may give. */
  readonly most?: number
  /** The prefix of the field in messages: `ItemBatcher/`. */
  readonly label?: string
}

const fieldOf = (fields: object, name: string): Json | undefined => (fields as Record<string, Json>)[name]

const numberAt = (
  text: string,
  name: string,
  { kind, least }: { kind: keyof typeof kinds; least: number },
): NumberField => {
  const path = parsePath(text)
  return (input, frame) => {
    const scope = frame.scope(input)
    const value = path.find(scope)
    if (value === undefined)
      throw new EvaluationFailure('States.Runtime', `Invalid path '${text}' : ${path.missing(scope)}`)
    const written = typeof value === 'string' ? value : toJsonText(value)
    if (!kinds[kind].test(written)) {
      const problem = `The ${name} field refers to value "${written}" which is not a valid ${kind}: ${text}`
      throw new EvaluationFailure('States.Runtime', problem)
    }
    if (Number(written) < least) {
      const problem = `The ${name} field refers to value "${written}" which is less than ${least}: ${text}`
      throw new EvaluationFailure('States.Runtime', problem)
    }
    return Number(written)
  }
}
