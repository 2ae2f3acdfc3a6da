import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { EvaluationFailure, ExpressionSyntaxError } from './failure.ts'
import { parseIntrinsic } from './intrinsics.ts'
import { type JsonPath, NO_INPUT, parsePath } from './json-path.ts'
import { type ExpressionScope, writtenIn } from './scope.ts'

/** A payload template: JSON in which a key that ends in `.$` has a path or an intrinsic function for a value. */
export interface Template {
  /** The names of the variables that it reads. */
  readonly variables: readonly string[]
  /** True if its value is always the same. */
  readonly isStatic: boolean
  /**
   * The payload. Static parts are shared by all payloads.
   * @throws EvaluationFailure `States.Runtime` if a path finds nothing or a function fails
   */
  evaluate(scope: ExpressionScope): Json
}

/** A part of a template that is not static. */
type TemplatePart = (scope: ExpressionScope) => Json

/** Collects the names of variables while parts are read. */
type Variables = Set<string>

/**
 * Reads a payload template: `Parameters`, `ResultSelector`, `ItemSelector`, `Assign`, ….
 * @param field the field that it is the value of, for messages
 * @throws ExpressionSyntaxError if the value of a `.$` key is neither a path nor an intrinsic function
 */
export const parseTemplate = (template: Json, field: string): Template => {
  const variables: Variables = new Set()
  const part = partOf(template, { field, variables })
  return { variables: [...variables], isStatic: part === undefined, evaluate: part ?? (() => template) }
}

interface TemplateReading {
  readonly field: string
  readonly variables: Variables
}

const partOf = (value: Json, reading: TemplateReading): TemplatePart | undefined => {
  if (Array.isArray(value)) return arrayPart(value, reading)
  return isJsonObject(value) ? objectPart(value, reading) : undefined
}

const arrayPart = (items: readonly Json[], reading: TemplateReading): TemplatePart | undefined => {
  const parts = items.map((item) => partOf(item, reading))
  if (parts.every((part) => part === undefined)) return undefined
  return (scope) =>
    items.map((item, i) => {
      const part = parts[i]
      return part ? part(scope) : item
    })
}

const SUFFIX = '.$'

const objectPart = (object: JsonObject, reading: TemplateReading): TemplatePart | undefined => {
  const keys: string[] = []
  const parts: TemplatePart[] = []
  const members = Object.entries(object).map(([key, value]): [string, Json] => {
    const isExpression = key.endsWith(SUFFIX)
    const part = isExpression ? expressionPart(key, value, reading) : partOf(value, reading)
    const name = isExpression ? key.slice(0, -SUFFIX.length) : key
    if (!part) return [name, value]
    keys.push(name)
    parts.push(part)
    return [name, null]
  })
  if (parts.length === 0) return undefined
  // all keys are there from the start, so that assigning `__proto__` sets an ordinary key
  const outline: JsonObject = Object.fromEntries(members)
  return (scope) => {
    const payload = { ...outline }
    for (let i = 0; i < keys.length; i++) payload[keys[i] as string] = (parts[i] as TemplatePart)(scope)
    return payload
  }
}

const expressionPart = (key: string, value: Json, { field, variables }: TemplateReading): TemplatePart => {
  try {
    if (typeof value === 'string' && value.startsWith('$')) {
      const path = parsePath(value)
      if (path.variable !== undefined) variables.add(path.variable)
      return pathPart(path, key)
    }
    const intrinsic = parseIntrinsic(typeof value === 'string' ? value : JSON.stringify(value))
    for (const name of intrinsic.variables) variables.add(name)
    return intrinsic.evaluate
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error
    const message = `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`
    throw new ExpressionSyntaxError(`${message} in ${field}: ${error.message}`, error.column)
  }
}

const pathPart =
  (path: JsonPath, key: string): TemplatePart =>
  (scope) => {
    const value = path.find(scope)
    return value === undefined || value === null ? nullOf(value, { path, key, scope }) : value
  }

interface TemplatePath {
  readonly path: JsonPath
  readonly key: string
  readonly scope: ExpressionScope
}

/**
 * An index past the end of an array is null here, and only here (measured on AWS). A path that does not fit its value is reported in
 * the words of AWS's JSONPath library; whether AWS adds its own is not known.
 */
const nullOf = (value: null | undefined, { path, key, scope }: TemplatePath): null => {
  if (path.readsInput && scope.input === null) throw new EvaluationFailure('States.Runtime', NO_INPUT)
  if (value === null) return null
  const { reason, message } = path.explain(scope)
  if (reason === 'past end') return null
  if (reason === 'misfit') throw new EvaluationFailure('States.Runtime', message)
  const searched = writtenIn(scope, path.text.startsWith('$$') ? scope.context() : scope.input)
  const problem = `The JSONPath '${path.text}' specified for the field '${key}' could not be found in the input '${searched}'`
  throw new EvaluationFailure('States.Runtime', problem)
}
