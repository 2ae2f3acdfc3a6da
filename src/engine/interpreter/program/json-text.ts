import { EvaluationFailure } from '../../../expressions/failure.ts'
import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../../../json.ts'

/**
 * The strings from which values were parsed. AWS passes payloads on as strings: the white space and number notation of an input reappear
 * wherever the value passes unchanged, and only a computed value is written compactly.
 */
const sources = new WeakMap<object, string>()

/** Up to this length, writing a value again takes less time than remembering its string. */
const SHORT = 256

/** Parses a payload, and remembers its string if that is not what would be written for it. @throws SyntaxError if it is not JSON */
export const parseJsonText = (text: string): Json => {
  const value: Json = JSON.parse(text)
  if (typeof value !== 'object' || value === null) return value
  if (text.length > SHORT || JSON.stringify(value) !== text) sources.set(value, text)
  return value
}

/** The string from which a payload was parsed; `undefined` for a computed one. */
export const givenTextOf = (value: Json): string | undefined =>
  typeof value === 'object' && value !== null ? sources.get(value) : undefined

/** The string of a payload: the one it was parsed from, or else compact JSON. */
export const toJsonText = (value: Json): string => givenTextOf(value) ?? JSON.stringify(value)

/** Lets an array of whole payloads, such as the result of a Parallel state, keep their strings. */
export const arrayOfTexts = (values: Json[]): Json[] => {
  if (values.some((value) => typeof value === 'object' && value !== null && sources.has(value)))
    sources.set(values, `[${values.map(toJsonText).join(',')}]`)
  return values
}

/** The maximum nesting of payloads: deeper ones could not be written as JSON (Jackson, which AWS uses, has the same limit). */
const MAX_NESTING = 1000

/**
 * Checks if a payload's string has more bytes than AWS allows.
 * @throws EvaluationFailure `States.Runtime` if it is nested too deeply to be written
 */
export const isTooLarge = (value: Json, limit = MAX_PAYLOAD_BYTES): boolean =>
  upperBound(value, limit, MAX_NESTING) > limit && byteLength(toJsonText(value)) > limit

/** At least the size of a value's string, found without writing it; ends as soon as `limit` is passed. */
const upperBound = (value: Json, limit: number, levels: number): number => {
  if (typeof value === 'string') return 6 * value.length + 2
  if (typeof value !== 'object' || value === null) return 25
  if (levels === 0) throw tooDeep()
  let size = 2
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && size <= limit; i++)
      size += 1 + upperBound(value[i] ?? null, limit - size, levels - 1)
    return size
  }
  for (const key in value) {
    size += 6 * key.length + 4 + upperBound(value[key] ?? null, limit - size, levels - 1)
    if (size > limit) return size
  }
  return size
}

const tooDeep = () => new EvaluationFailure('States.Runtime', `A value is nested more than ${MAX_NESTING} levels deep.`)
