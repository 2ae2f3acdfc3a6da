import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { RecentlyUsed } from '../recently-used.ts'
import { EvaluationFailure } from './failure.ts'
import { freeNames } from './jsonata/analysis.ts'
import { MEMORY_EXCEEDED, TOO_DEEP } from './jsonata/bounds.ts'
import { isBuiltin } from './jsonata/builtins.ts'
import { compileExpression } from './jsonata/compile.ts'
import { type Evaluate, evaluateOf } from './jsonata/evaluate.ts'
import { plainPathOf, unknown } from './jsonata/plain-path.ts'
import { isOfType, type TypeName, toJson, typeNameOf } from './jsonata/result.ts'
import type { JsonataScope } from './scope.ts'

export type { JsonataScope } from './scope.ts'

/** A JSONata expression. */
export interface Jsonata {
  readonly source: string
  /** The names of the workflow's variables that it reads. */
  readonly variables: readonly string[]
  /**
   * The expression's value for a field of a state. `expected` are the types that the field takes.
   * @throws EvaluationFailure `States.QueryEvaluationError`, in AWS's words, if the value is undefined, not JSON or of another type, or if
   * it fails
   */
  evaluate(scope: JsonataScope, field: string, expected?: readonly TypeName[]): Json | Promise<Json>
}

/** JSON in which `{% … %}` strings, at any depth, are expressions. */
export interface JsonataTemplate {
  /** The names of the workflow's variables that it reads. */
  readonly variables: readonly string[]
  /** True if its value is always the same. */
  readonly isStatic: boolean
  /**
   * The value. Expressions are evaluated one after the other, in the order in which they are written; static parts are shared by all
   * values.
   * @throws EvaluationFailure `States.QueryEvaluationError`, in AWS's words; its location is the expression's, such as `Output/a/b[0]`
   */
  evaluate(scope: JsonataScope): Json | Promise<Json>
}

const OPEN = '{%'
const CLOSE = '%}'

/** True if a string is an expression: it starts with `{%` and ends with `%}`. Any other string is a literal. */
export const isJsonataString = (text: string): boolean =>
  text.length >= OPEN.length + CLOSE.length && text.startsWith(OPEN) && text.endsWith(CLOSE)

/** The expressions that were read last: a definition is read more than once, and often repeats its expressions. */
const recent = new RecentlyUsed<Jsonata>()

/**
 * Reads an expression: the string between `{%` and `%}`.
 * @throws ExpressionSyntaxError for any other string
 */
export const parseJsonata = (text: string): Jsonata => {
  const source = text.trim()
  return recent.get(source, () => readJsonata(source))
}

const readJsonata = (source: string): Jsonata => {
  const expression = compileExpression(source)
  const variables = freeNames(expression.ast()).filter((name) => name !== 'states' && !isBuiltin(name))
  const plain = plainPathOf(expression.ast())
  let prepared: Evaluate | undefined
  const full = (scope: JsonataScope, origin: ExpressionOrigin): Promise<Json> => {
    prepared ??= evaluateOf(expression)
    const fail = (error: unknown): never => {
      scope.signal?.throwIfAborted()
      throw error instanceof EvaluationFailure ? error : thrown(origin, error)
    }
    const convert = (value: unknown): Json => {
      try {
        return checked(toJson, value, origin)
      } catch (error) {
        return fail(error)
      }
    }
    try {
      return prepared(scope).then(convert, fail)
    } catch (error) {
      return fail(error)
    }
  }
  return {
    source,
    variables,
    evaluate: (scope, field, expected) => {
      const origin: ExpressionOrigin = { source, field, expected }
      const value = plain ? plain(scope) : unknown
      return value === unknown ? full(scope, origin) : checked(identity, value, origin)
    },
  }
}

const identity = (value: Json): Json => value

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error)

/** jsonata's code and message. AWS omits the code of this one (measured). */
const explain = (error: unknown): string => {
  if (error instanceof RangeError) return /stack/.test(error.message) ? TOO_DEEP : MEMORY_EXCEEDED
  const hasCode = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
  return hasCode && error.code !== 'D3010' ? `${error.code}: ${messageOf(error)}` : messageOf(error)
}

const failure = ({ source, field }: ExpressionOrigin, problem: string): EvaluationFailure => {
  const message = `The JSONata expression '${source}' specified for the field '${field}' ${problem}`
  return new EvaluationFailure('States.QueryEvaluationError', message, field)
}

const thrown = (origin: ExpressionOrigin, error: unknown): EvaluationFailure =>
  failure(origin, `threw an error during evaluation. ${explain(error)}`)

interface ExpressionOrigin {
  readonly source: string
  readonly field: string
  readonly expected: readonly TypeName[] | undefined
}

const checked = <T>(convert: (value: T) => Json | undefined, value: T | undefined, origin: ExpressionOrigin): Json => {
  if (value === undefined) throw failure(origin, 'returned nothing (undefined).')
  const json = convert(value)
  if (json === undefined) throw failure(origin, 'returned an unsupported result type.')
  const { expected } = origin
  if (expected && !isOfType(json, expected)) {
    const wanted = expected.map((type) => `'${type}'`).join(' or ')
    const found = `'${typeNameOf(json)}' for value: ${JSON.stringify(json)}`
    throw failure(origin, `returned an unexpected result type. Expected ${wanted}, but was ${found}`)
  }
  return json
}

/** A part of a template that is not static. */
type JsonataPart = (scope: JsonataScope) => Json | Promise<Json>

interface JsonataReading {
  readonly variables: Set<string>
  readonly expected?: readonly TypeName[]
}

/**
 * Reads a value that may contain expressions at any depth.
 * @param field the field that it is the value of, relative to the state: `Output`, `Choices[1]/Condition`
 * @throws ExpressionSyntaxError for an expression with a syntax error
 */
export const parseJsonataTemplate = (value: Json, field: string): JsonataTemplate => templateOf(value, field, undefined)

/**
 * Reads a field that takes values of certain types. Only the values of expressions are checked; literals are checked with the definition.
 * @throws ExpressionSyntaxError for an expression with a syntax error
 */
export const parseJsonataField = (
  value: Json,
  field: string,
  expected?: TypeName | readonly TypeName[],
): JsonataTemplate => templateOf(value, field, expected === undefined ? undefined : [expected].flat())

const templateOf = (value: Json, field: string, expected: readonly TypeName[] | undefined): JsonataTemplate => {
  const variables = new Set<string>()
  const part = partOf(value, field, { variables, ...(expected && { expected }) })
  return { variables: [...variables], isStatic: part === undefined, evaluate: part ?? (() => value) }
}

const partOf = (value: Json, field: string, reading: JsonataReading): JsonataPart | undefined => {
  if (typeof value === 'string') return isJsonataString(value) ? expressionPart(value, field, reading) : undefined
  const inner: JsonataReading = { variables: reading.variables }
  if (Array.isArray(value)) return arrayPart(value, field, inner)
  return isJsonObject(value) ? objectPart(value, field, inner) : undefined
}

const expressionPart = (text: string, field: string, { variables, expected }: JsonataReading): JsonataPart => {
  const expression = parseJsonata(text.slice(OPEN.length, -CLOSE.length))
  for (const name of expression.variables) variables.add(name)
  return (scope) => expression.evaluate(scope, field, expected)
}

const arrayPart = (items: readonly Json[], field: string, reading: JsonataReading): JsonataPart | undefined => {
  const parts = items.map((item, i) => partOf(item, `${field}[${i}]`, reading))
  return filling(Object.keys(parts).map(Number), parts, () => [...items])
}

const objectPart = (object: JsonObject, field: string, reading: JsonataReading): JsonataPart | undefined => {
  const keys = Object.keys(object)
  const parts = keys.map((key) => partOf(object[key] as Json, `${field}/${key}`, reading))
  return filling(keys, parts, () => ({ ...object }))
}

/** Evaluates the parts that are not static, one after the other, into a copy at `keys`. */
const filling = (
  keys: readonly (string | number)[],
  parts: readonly (JsonataPart | undefined)[],
  copy: () => Json,
): JsonataPart | undefined => {
  const dynamic = keys.flatMap((key, i) => {
    const part = parts[i]
    return part ? [{ key, part }] : []
  })
  if (dynamic.length === 0) return undefined
  const fill = (target: Record<string | number, Json>, from: number, scope: JsonataScope): Json | Promise<Json> => {
    for (let i = from; i < dynamic.length; i++) {
      const { key, part } = dynamic[i] as (typeof dynamic)[number]
      const value = part(scope)
      if (value instanceof Promise) {
        return value.then((settled) => {
          target[key] = settled
          return fill(target, i + 1, scope)
        })
      }
      target[key] = value
    }
    return target as Json
  }
  return (scope) => fill(copy() as Record<string | number, Json>, 0, scope)
}
