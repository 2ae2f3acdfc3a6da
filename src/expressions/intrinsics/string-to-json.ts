import type { Json } from '../../json.ts'
import { type JsonSyntaxError, jsonSyntaxError } from '../../json-syntax-error.ts'
import { refuse } from './arguments.ts'

/** Jackson's placeholder for the string that it parses. */
const SOURCE = 'Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'

const locationText = ({ line, column }: Pick<JsonSyntaxError, 'line' | 'column'>): string =>
  `[${SOURCE}; line: ${line}, column: ${column}]`

/** The intrinsic functions' Jackson reports the column of a wrong character, older versions that of the next one (recorded). */
const complaintText = ({ message, line, column, start }: JsonSyntaxError): string => {
  const isCharacter = /^(?:Unexpected|Illegal unquoted|Unrecognized) character/.test(message)
  const marker = start ? ` (start marker at ${locationText(start)})` : ''
  return `${message}${marker}\n at ${locationText({ line, column: isCharacter ? column - 1 : column })}`
}

/** Parses a string as JSON, or fails with Jackson's message. A string without content is null (recorded). */
export const stringToJson = (text: string): Json => {
  if (text.trim() === '') return null
  const complaint = jsonSyntaxError(text)
  if (complaint) refuse(`Cannot convert String to Json in States.StringToJson, caused by: ${complaintText(complaint)}`)
  const value: Json = JSON.parse(text)
  return value === 0 ? 0 : value
}
