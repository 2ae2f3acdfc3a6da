import type { Json } from '../../../json.ts'
import { parseJsonText } from '../../interpreter/program/json-text.ts'

/** The deepest nesting of a payload (Jackson, which AWS uses, has the same limit). */
const MAX_NESTING = 1000

/** Parses a payload of a request; returns `undefined` if it is not JSON, or nested too deeply to be written again. */
export const parsePayload = (text: string): Json | undefined => {
  if (isTooDeep(text)) return undefined
  try {
    return parseJsonText(text)
  } catch {
    return undefined
  }
}

/** Counts the brackets outside of strings. */
export const isTooDeep = (text: string): boolean => {
  if (text.length <= 2 * MAX_NESTING) return false
  let depth = 0
  let isString = false
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (isString && char === '\\') at++
    else if (char === '"') isString = !isString
    else if (isString) continue
    else if (char === '[' || char === '{') depth++
    else if (char === ']' || char === '}') depth--
    if (depth > MAX_NESTING) return true
  }
  return false
}
