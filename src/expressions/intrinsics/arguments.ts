import { isJsonObject, type Json, type JsonObject } from '../../json.ts'
import type { ExpressionScope } from '../scope.ts'

/** The implementation of an intrinsic function. It takes between `least` and `most` arguments. */
export interface IntrinsicFunction {
  readonly least: number
  readonly most: number
  /** @throws IntrinsicRefusal */
  readonly apply: (args: readonly Json[], system: ExpressionScope['system']) => Json
}

/** A call that AWS refuses. `reason` is AWS's message; without one, AWS reports invalid arguments. */
export class IntrinsicRefusal extends Error {
  override readonly name = 'IntrinsicRefusal'
  readonly reason: string | undefined
  constructor(reason?: string) {
    super(reason)
    this.reason = reason
  }
}

/** @throws IntrinsicRefusal */
export const refuse = (reason?: string): never => {
  throw new IntrinsicRefusal(reason)
}

export const stringArgument = (args: readonly Json[], index: number): string => {
  const value = args[index]
  return typeof value === 'string' ? value : refuse()
}

export const arrayArgument = (args: readonly Json[], index: number): readonly Json[] => {
  const value = args[index]
  return Array.isArray(value) ? value : refuse()
}

export const objectArgument = (args: readonly Json[], index: number): JsonObject => {
  const value = args[index]
  return isJsonObject(value) ? value : refuse()
}

const INT_MIN = -(2 ** 31)
const INT_MAX = 2 ** 31 - 1

/** `value` if it is in the range of a Java int. */
export const checkedInteger = (value: number): number => (value >= INT_MIN && value <= INT_MAX ? value + 0 : refuse())

/** A number without its fraction (recorded: -0.6 and 0.49 are 0, though the developer guide says "rounded"). */
export const integerArgument = (args: readonly Json[], index: number): number => {
  const value = args[index]
  return typeof value === 'number' ? checkedInteger(Math.trunc(value)) : refuse()
}

/**
 * A number, rounded half up as `MathAdd` does (recorded: 1.5 is 2, -1.5 is -1). Java rounds an infinite one to the largest long, of which
 * the last 32 bits remain (reported from AWS: `MathAdd(1e309, 1)` is a number).
 */
export const roundedArgument = (args: readonly Json[], index: number): number => {
  const value = args[index]
  if (typeof value !== 'number') return refuse()
  if (!Number.isFinite(value)) return value > 0 ? -1 : 0
  return checkedInteger(Math.round(value))
}

/** The most characters that Base64 and hash functions take (AWS developer guide, Intrinsic functions). */
const MOST_CHARACTERS = 10_000

export const limitedText = (text: string): string => (text.length <= MOST_CHARACTERS ? text : refuse())
