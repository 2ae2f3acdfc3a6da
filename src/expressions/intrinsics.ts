import type { Json } from '../json.ts'
import { EvaluationFailure } from './failure.ts'
import { IntrinsicRefusal } from './intrinsics/arguments.ts'
import { intrinsicFunctions, refusalOfCount } from './intrinsics/functions.ts'
import { type JsonPath, NO_INPUT, parsePath } from './json-path.ts'
import { type Cursor, cursorOf, expect, isAtEnd, skipBlanks, take, takeMatch, throwSyntaxError } from './path/cursor.ts'
import { type ExpressionScope, writtenIn } from './scope.ts'

/** A call of an intrinsic function: `States.Format('Hello {}', $.name)`. */
export interface Intrinsic {
  readonly text: string
  /** The name of the function that is called: `Format`. */
  readonly name: string
  /** The paths among its arguments, including those of nested calls. */
  readonly paths: readonly JsonPath[]
  /** The names of the variables that it reads. */
  readonly variables: readonly string[]
  /** @throws EvaluationFailure `States.Runtime`, in AWS's words */
  evaluate(scope: ExpressionScope): Json
}

type Argument = (scope: ExpressionScope) => Json

interface Call {
  readonly name: string
  readonly evaluate: Argument
}

/** A string that is being read, and the paths found in it. */
interface Reader {
  readonly cursor: Cursor
  readonly paths: JsonPath[]
  /** The number of open calls. */
  depth: number
}

/** AWS nests at most ten calls (developer guide, Intrinsic functions). */
const MOST_CALLS = 10

/** A path argument that finds nothing or does not fit its value. */
class ArgumentFailure extends Error {
  override readonly name = 'ArgumentFailure'
}

/**
 * Compiles a call of an intrinsic function. Blanks may follow it. A wrong number of arguments is accepted, as on AWS: the call fails when
 * it runs.
 * @throws ExpressionSyntaxError for any other string or an unknown function
 */
export const parseIntrinsic = (text: string): Intrinsic => {
  const reader: Reader = { cursor: cursorOf(text.trimEnd()), paths: [], depth: 0 }
  const call = readCall(reader)
  if (!isAtEnd(reader.cursor)) throwSyntaxError(reader.cursor, 'expected the end of the string')
  const evaluate = (scope: ExpressionScope): Json => {
    try {
      return call.evaluate(scope)
    } catch (error) {
      throw failureOf(error, text)
    }
  }
  const variables = reader.paths.flatMap(({ variable }) => variable ?? [])
  return { text, name: call.name, paths: reader.paths, variables: [...new Set(variables)], evaluate }
}

/** AWS's messages: one for an argument's path, another for a function (both recorded). */
const failureOf = (error: unknown, text: string): unknown => {
  if (error instanceof ArgumentFailure)
    return new EvaluationFailure('States.Runtime', `The function '${text}' had the following error: ${error.message}`)
  if (!(error instanceof IntrinsicRefusal)) return error
  const problem = `There was an error while evaluating the intrinsic function: ${text}. ${error.reason}`
  return new EvaluationFailure('States.Runtime', problem)
}

const knownCalls = Object.keys(intrinsicFunctions)
  .map((name) => `States.${name}(…)`)
  .join(', ')

const FUNCTION = /States\.([A-Za-z0-9]+)(?=\()/y

const readCall = (reader: Reader): Call => {
  const { cursor } = reader
  const column = cursor.at
  const name = takeMatch(cursor, FUNCTION)?.slice('States.'.length)
  if (name === undefined || !Object.hasOwn(intrinsicFunctions, name)) {
    cursor.at = column
    return throwSyntaxError(cursor, `expected one of ${knownCalls}`)
  }
  expect(cursor, '(')
  if (++reader.depth > MOST_CALLS) throwSyntaxError(cursor, `expected at most ${MOST_CALLS} nested calls`)
  const args = readArguments(reader, name)
  reader.depth--
  return { name, evaluate: compileCall(name, args) }
}

const compileCall = (name: string, args: readonly Argument[]): Argument => {
  const called = intrinsicFunctions[name]
  const refusal = `Invalid arguments in States.${name}`
  if (!called || args.length < called.least || args.length > called.most) {
    const reason = refusalOfCount[name] ?? refusal
    return (scope) => {
      for (const arg of args) arg(scope)
      throw new IntrinsicRefusal(reason)
    }
  }
  const { apply } = called
  return (scope) => {
    const values = args.map((arg) => arg(scope))
    try {
      return apply(values, scope.system)
    } catch (error) {
      throw error instanceof IntrinsicRefusal && error.reason === undefined ? new IntrinsicRefusal(refusal) : error
    }
  }
}

/** Reads arguments separated by commas, up to the closing parenthesis. */
const readArguments = (reader: Reader, called: string): Argument[] => {
  const { cursor } = reader
  const args: Argument[] = []
  skipBlanks(cursor)
  if (take(cursor, ')')) return args
  for (;;) {
    skipBlanks(cursor)
    args.push(readArgument(reader, called))
    skipBlanks(cursor)
    if (take(cursor, ')')) return args
    if (!take(cursor, ',')) throwSyntaxError(cursor, "expected ',' or ')'")
  }
}

/** The only escapes are `\'`, `\{`, `\}` and `\\` (measured: AWS refuses others when a state machine is created). */
const STRING = /'(?:\\['{}\\]|[^'\\])*'/y
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const KEYWORD = /(?:true|false|null)\b/y
const keywords: Readonly<Record<string, Json>> = { true: true, false: false, null: null }

const readArgument = (reader: Reader, called: string): Argument => {
  const { cursor } = reader
  if (cursor.text[cursor.at] === "'") return readString(cursor, called)
  if (cursor.text[cursor.at] === '$') return readPathArgument(reader)
  if (cursor.text.startsWith('States.', cursor.at)) return readCall(reader).evaluate
  const number = takeMatch(cursor, NUMBER)
  if (number !== undefined) return constant(Number(number))
  const keyword = takeMatch(cursor, KEYWORD)
  if (keyword !== undefined) return constant(keywords[keyword] ?? null)
  return throwSyntaxError(
    cursor,
    'expected a path, a string in single quotes, a number, true, false, null or a call of an intrinsic function',
  )
}

const constant =
  (value: Json): Argument =>
  () =>
    value

/** `States.Format` reads the escapes of its template itself, as `\{` is not a placeholder. */
const readString = (cursor: Cursor, called: string): Argument => {
  const text = takeMatch(cursor, STRING)
  if (text === undefined)
    return throwSyntaxError(cursor, "expected a string that ends with ' and has no escapes but \\' \\{ \\} \\\\")
  const content = text.slice(1, -1)
  return constant(called === 'Format' ? content : content.replace(/\\(.)/g, '$1'))
}

/** A path ends at a comma, a parenthesis or a blank outside of brackets. */
const PATH = /\$(?:[^\s,()[\]]|\[(?:'[^']*'|[^\]'[]|\[(?:'[^']*'|[^\]'[])*\])*\])*/y

const readPathArgument = ({ cursor, paths }: Reader): Argument => {
  const path = parsePath(takeMatch(cursor, PATH) ?? '')
  paths.push(path)
  return (scope) => {
    const value = path.find(scope)
    return value === undefined || value === null ? checked(value, path, scope) : value
  }
}

/** AWS's message writes a path into the context object like one into the input, and quotes the input (measured). */
const checked = (value: null | undefined, path: JsonPath, scope: ExpressionScope): null => {
  if (path.readsInput && scope.input === null) throw new ArgumentFailure(NO_INPUT)
  if (value === null) return null
  const { reason, message } = path.explain(scope)
  if (reason === 'misfit') throw new ArgumentFailure(message)
  const field = path.text.startsWith('$$') ? path.text.slice(1) : path.text
  throw new ArgumentFailure(
    `The JsonPath argument for the field '${field}' could not be found in the input '${writtenIn(scope, scope.input)}'`,
  )
}
