import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const renamed = (value: Json, rename: (name: string) => string): Json => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]))
}

/** Members whose value is JSON text in the API: in ASL a value that is no text is written as one (recorded). */
const texts = new Set(['Input', 'Output', 'Definition'])

/** A request in ASL's spelling (PascalCase) as the API wants it. */
export const asRequest = (parameters: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      lowerFirst(name),
      texts.has(name) ? asText(value) : renamed(value, lowerFirst),
    ]),
  )

const asText = (value: Json): string => (typeof value === 'string' ? value : toJsonText(value))

/** Members of responses that hold a time, in seconds since the epoch. */
const isDate = (name: string): boolean => name.endsWith('Date') || name === 'Timestamp'

/** A response of the API in ASL's spelling, with times as ISO 8601 texts. */
export const asResponse = (response: Json): Json => {
  if (Array.isArray(response)) return response.map(asResponse)
  if (!isJsonObject(response)) return response
  return Object.fromEntries(
    Object.entries(response).map(([name, value]) => {
      const member = upperFirst(name)
      return [
        member,
        isDate(member) && typeof value === 'number' ? new Date(value * 1000).toISOString() : asResponse(value),
      ]
    }),
  )
}
