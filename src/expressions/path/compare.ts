import type { Json } from '../../json.ts'
import type { ComparisonSign } from './filter.ts'
import { PathMisfit } from './path-failure.ts'

/** A string on one side of a comparison, with its conversions to other types. */
interface ComparedText {
  readonly text: string
  readonly isNull: boolean
  readonly isTrue: boolean
  /** `undefined` if it is not a number. */
  readonly number: number | undefined
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/

const comparedText = (text: string): ComparedText => ({
  text,
  isNull: text === 'null',
  isTrue: text.toLowerCase() === 'true',
  number: DECIMAL.test(text) ? Number(text) : undefined,
})

/** Below 0 if the right side is less than the left one, `undefined` if they do not compare. */
type Order = number | undefined

/** The string is converted to the type of the value on its left. AWS's message for a string that is not a number is not known. */
const orderOfText = (right: ComparedText, left: Json): Order => {
  if (left === null || left === 'null') return right.isNull ? 0 : 1
  if (right.isNull) return -1
  switch (typeof left) {
    case 'string':
      return right.text === left ? 0 : right.text < left ? -1 : 1
    case 'number':
      return right.number === undefined ? throwNotANumber(right, left) : right.number - left
    case 'boolean':
      return Number(right.isTrue) - Number(left)
    default:
      return undefined
  }
}

const throwNotANumber = ({ text }: ComparedText, left: number): never => {
  throw new PathMisfit(`A filter compares the number ${left} with "${text}", which is not a number.`)
}

const orderOfValue = (right: Json, left: Json): Order => {
  if (typeof right === 'string') return orderOfText(comparedText(right), left)
  if (left === null || left === 'null') return right === null ? 0 : 1
  if (right === null) return -1
  if (typeof right === 'number' && typeof left === 'number') return right - left
  return typeof right === 'boolean' && typeof left === 'boolean' ? Number(right) - Number(left) : undefined
}

const isMetBy: Readonly<Record<Exclude<ComparisonSign, '=~'>, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order > 0,
  '<=': (order) => order >= 0,
  '>': (order) => order < 0,
  '>=': (order) => order <= 0,
}

/** True for the signs that need an order; null has none. */
const isOrdering = (sign: ComparisonSign): boolean => sign !== '==' && sign !== '!='

/** Compiles a comparison of two values: arrays and objects compare with null only. */
export const comparisonOf = (sign: Exclude<ComparisonSign, '=~'>): ((left: Json, right: Json) => boolean) => {
  const isMet = isMetBy[sign]
  const ordering = isOrdering(sign)
  return (left, right) => {
    const order = orderOfValue(right, left)
    return order !== undefined && isMet(order) && !(ordering && (left === null) !== (right === null))
  }
}

/** Compiles a comparison with a string that is part of the path. */
export const comparisonWithText = (sign: Exclude<ComparisonSign, '=~'>, text: string): ((left: Json) => boolean) => {
  const isMet = isMetBy[sign]
  const ordering = isOrdering(sign)
  const right = comparedText(text)
  return (left) => {
    const order = orderOfText(right, left)
    return order !== undefined && isMet(order) && !(ordering && left === null)
  }
}
