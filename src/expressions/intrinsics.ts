import type { Json } from '../json.ts'
import { EvaluationFailure } from './failure.ts'
import { unescapeCharacter } from './intrinsics/format.ts'
import { intrinsicFunctions } from './intrinsics/functions.ts'
import { type IntrinsicFunction, refuse } from './intrinsics/reading.ts'
import { type JsonPath, readPathArgument } from './json-path.ts'
import {
  type Cursor,
  cursorOf,
  expect,
  isAtEnd,
  readJson,
  readList,
  skipBlanks,
  takeMatch,
  throwSyntaxError,
} from './path/cursor.ts'
import { type ExpressionScope, writtenIn } from './scope.ts'

/** A call of an intrinsic function: `States.Format('Hello {}', $.name)`. */
export interface Intrinsic {
  readonly text: string
  /** The names of the variables that it reads. */
  readonly variables: readonly string[]
  /** @throws EvaluationFailure `States.Runtime`, in AWS's words */
  evaluate(scope: ExpressionScope): Json
}

type Argument = (scope: ExpressionScope) => Json

/** A text being read, and what the calls in it refer to. */
interface Reader {
  readonly cursor: Cursor
  readonly variables: Set<string>
  /** How many calls are open. */
  depth: number
}

/** AWS nests at most ten calls (developer guide, Intrinsic functions). */
const MOST_CALLS = 10

/**
 * Reads a call of an intrinsic function.
 * @throws ExpressionSyntaxError for any other text, an unknown function or a wrong number of arguments
 */
export const parseIntrinsic = (text: string): Intrinsic => {
  const reader: Reader = { cursor: cursorOf(text), variables: new Set(), depth: 0 }
  const call = readCall(reader)
  if (!isAtEnd(reader.cursor)) throwSyntaxError(reader.cursor, 'expected nothing more')
  const evaluate = (scope: ExpressionScope): Json => {
    try {
      return call(scope)
    } catch (error) {
      if (!(error instanceof EvaluationFailure)) throw error
      throw new EvaluationFailure(error.error, `The function '${text}' had the following error: ${error.message}`)
    }
  }
  return { text, variables: [...reader.variables], evaluate }
}

const knownCalls = Object.keys(intrinsicFunctions)
  .map((name) => `States.${name}(…)`)
  .join(', ')

const FUNCTION = /States\.([A-Za-z0-9]+)(?=\()/y

const readCall = (reader: Reader): Argument => {
  const { cursor } = reader
  const column = cursor.at
  const name = takeMatch(cursor, FUNCTION)?.slice('States.'.length)
  const called = name !== undefined && Object.hasOwn(intrinsicFunctions, name) ? intrinsicFunctions[name] : undefined
  if (name === undefined || !called) {
    cursor.at = column
    return throwSyntaxError(cursor, `expected one of ${knownCalls}`)
  }
  expect(cursor, '(')
  if (++reader.depth > MOST_CALLS) throwSyntaxError(cursor, `expected at most ${MOST_CALLS} nested calls`)
  const args = readList(cursor, ')', () => readArgument(reader, name))
  reader.depth--
  if (args.length < called.least || args.length > called.most) {
    throwSyntaxError(cursor, `expected ${countText(called)} for States.${name}, which has ${args.length}`)
  }
  const { apply } = called
  return (scope) => {
    const values = args.map((arg) => arg(scope))
    return apply(values, scope.system)
  }
}

const countText = ({ least, most }: IntrinsicFunction): string => {
  if (most === least) return `${least} arguments`
  return most === Number.POSITIVE_INFINITY ? `at least ${least} arguments` : `${least} to ${most} arguments`
}

const TEXT = /'(?:\\[\s\S]|[^'\\])*'/y

const readArgument = (reader: Reader, called: string): Argument => {
  const { cursor } = reader
  skipBlanks(cursor)
  const text = takeMatch(cursor, TEXT)
  if (text !== undefined) return textArgument(text.slice(1, -1), called)
  if (cursor.text[cursor.at] === '$') return pathArgument(reader)
  if (cursor.text.startsWith('States.', cursor.at)) return readCall(reader)
  const value = readJson(cursor)
  return () => value
}

/** `States.Format` reads the escapes of its template itself, as `\{` is no placeholder. */
const textArgument = (text: string, called: string): Argument => {
  if (called === 'Format' || !text.includes('\\')) return () => text
  return () => text.replace(/\\([\s\S])/g, (_, character: string) => unescapeCharacter(character))
}

const pathArgument = ({ cursor, variables }: Reader): Argument => {
  const path = readPathArgument(cursor)
  if (path.variable !== undefined) variables.add(path.variable)
  return (scope) => {
    const value = path.find(scope)
    return value === undefined ? refuse(absenceOf(path, scope)) : value
  }
}

/** AWS writes a path into the context object as if it were one into the input, and names the input (measured). */
const absenceOf = (path: JsonPath, scope: ExpressionScope): string => {
  const { reason, message } = path.explain(scope)
  if (reason === 'misfit') return message
  const field = path.text.startsWith('$$') ? path.text.slice(1) : path.text
  return `The JsonPath argument for the field '${field}' could not be found in the input '${writtenIn(scope, scope.input)}'`
}
