import { isJsonObject, type Json } from '../../json.ts'

type Function = (value: Json, args: readonly (Json | undefined)[]) => Json | undefined

const isNumber = (value: Json | undefined): value is number => typeof value === 'number'
const isString = (value: Json | undefined): value is string => typeof value === 'string'

/** A function of the numbers in an array and in the arguments; of none at all it has no value. */
const ofNumbers =
  (aggregate: (numbers: readonly number[]) => number): Function =>
  (value, args) => {
    const numbers = [...(Array.isArray(value) ? value : []), ...args.flat()].filter(isNumber)
    return numbers.length > 0 ? aggregate(numbers) : undefined
  }

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const average = (numbers: readonly number[]): number => sum(numbers) / numbers.length
const deviation = (numbers: readonly number[]): number => {
  const mean = average(numbers)
  return Math.sqrt(average(numbers.map((number) => (number - mean) ** 2)))
}

const itemAt = (value: Json, index: number): Json | undefined => (Array.isArray(value) ? value.at(index) : undefined)

/**
 * The functions that a path may end in (Jayway JsonPath). Each sees the value before it and its arguments, and has no value where
 * Jayway throws; `length` and `keys` of what has none are null.
 */
export const functions = {
  length: (value) => (Array.isArray(value) ? value.length : isJsonObject(value) ? Object.keys(value).length : null),
  keys: (value) => (isJsonObject(value) ? Object.keys(value) : null),
  min: ofNumbers((numbers) => numbers.reduce((least, number) => Math.min(least, number))),
  max: ofNumbers((numbers) => numbers.reduce((most, number) => Math.max(most, number))),
  avg: ofNumbers(average),
  sum: ofNumbers(sum),
  stddev: ofNumbers(deviation),
  concat: (value, args) => [...(Array.isArray(value) ? value : []), ...args.flat()].filter(isString).join(''),
  first: (value) => itemAt(value, 0),
  last: (value) => itemAt(value, -1),
  index: (value, [index]) => (isNumber(index) ? itemAt(value, index) : undefined),
  append: (value, args) => (Array.isArray(value) ? [...value, ...args.filter((arg) => arg !== undefined)] : undefined),
} as const satisfies Record<string, Function>

export type FunctionName = keyof typeof functions

export const isFunctionName = (name: string): name is FunctionName => Object.hasOwn(functions, name)
