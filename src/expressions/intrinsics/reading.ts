import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import { EvaluationFailure } from '../failure.ts'
import type { ExpressionScope } from '../scope.ts'

/** An intrinsic function as a function of its arguments' values. It may take between `least` and `most` arguments. */
export interface IntrinsicFunction {
  readonly least: number
  readonly most: number
  readonly apply: (args: readonly Json[], system: ExpressionScope['system']) => Json
}

/** Ends an evaluation. AWS reports `States.Runtime` where the ASL spec has `States.IntrinsicFailure`. */
export const refuse = (reason: string): never => {
  throw new EvaluationFailure('States.Runtime', reason)
}

const ordinals = ['first', 'second', 'third']

/** Reads an argument of one type; `found` is its value, `undefined` where it is of another type. */
const read = <T>(args: readonly Json[], index: number, expected: string, found: T | undefined): T =>
  found ?? refuse(`The ${ordinals[index]} argument must be ${expected} but was: ${JSON.stringify(args[index])}`)

export const stringArgument = (args: readonly Json[], index: number): string => {
  const value = args[index]
  return read(args, index, 'a string', typeof value === 'string' ? value : undefined)
}

export const arrayArgument = (args: readonly Json[], index: number): readonly Json[] => {
  const value = args[index]
  return read(args, index, 'an array', Array.isArray(value) ? value : undefined)
}

export const objectArgument = (args: readonly Json[], index: number): JsonObject => {
  const value = args[index]
  return read(args, index, 'an object', isJsonObject(value) ? value : undefined)
}

const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1

/** A number, rounded half up as AWS does (recorded: 1.5 is 2, -1.5 is -1), in the range of a Java int. */
export const integerArgument = (args: readonly Json[], index: number): number => {
  const value = args[index]
  const integer = typeof value === 'number' ? Math.round(value) + 0 : undefined
  const inRange = integer !== undefined && integer >= INT_MIN && integer <= INT_MAX
  return read(args, index, `a number between ${INT_MIN} and ${INT_MAX}`, inRange ? integer : undefined)
}

/** `value` if it is in the range of a Java int. */
export const checkedInteger = (value: number): number =>
  value >= INT_MIN && value <= INT_MAX ? value : refuse(`The result ${value} is not between ${INT_MIN} and ${INT_MAX}.`)

/** The most characters that Base64 and hash functions take (AWS developer guide, Intrinsic functions). */
const MOST_CHARACTERS = 10_000

export const limitedText = (text: string): string =>
  text.length <= MOST_CHARACTERS ? text : refuse(`The first argument has more than ${MOST_CHARACTERS} characters.`)
