import { isJsonObject, type Json } from '../../json.ts'

/** A number as `Double.toString` or `Long.toString` writes it. */
const numberText = (value: number): string => {
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 2 ** 63) return BigInt(value).toString()
  if (!Number.isFinite(value) || (size >= 1e-3 && size < 1e7)) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`
}

const nestedText = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(nestedText).join(', ')}]`
  if (isJsonObject(value)) return objectText(value)
  return typeof value === 'number' ? numberText(value) : String(value)
}

const objectText = (value: { [key: string]: Json }): string =>
  `{${Object.entries(value)
    .map(([key, member]) => `${key}=${nestedText(member)}`)
    .join(', ')}}`

/**
 * A value as Java prints it: an object is a `Map`, `{Arg1=1, Arg2=[]}` (recorded); an array is a tree of JSON, `[1,2]` (inferred from
 * reports); a string has no quotes.
 */
export const javaText = (value: Json): string => (Array.isArray(value) ? JSON.stringify(value) : nestedText(value))
