import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
const upperFirst = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1)

const renamed = (value: Json, rename: (name: string) => string): Json => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, rename))
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [rename(name), renamed(member, rename)]))
}

/** Members that are JSON strings in the API. In ASL their value may be any JSON (recorded). */
const jsonStrings = new Set(['Input', 'Output', 'Definition'])

/** Converts parameters in ASL's spelling (PascalCase) to a request of the API. */
export const toApiRequest = (parameters: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      lowerFirst(name),
      jsonStrings.has(name) ? toJsonString(value) : renamed(value, lowerFirst),
    ]),
  )

const toJsonString = (value: Json): string => (typeof value === 'string' ? value : toJsonText(value))

/** True if a member of a response is a time in seconds since the epoch. */
const isDate = (name: string): boolean => name.endsWith('Date') || name === 'Timestamp'

/** Converts a response of the API to ASL's spelling, with times in ISO 8601. */
export const toAslResponse = (response: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(response).map(([name, value]) => {
      const member = upperFirst(name)
      return [
        member,
        isDate(member) && typeof value === 'number' ? new Date(value * 1000).toISOString() : toAslValue(value),
      ]
    }),
  )

const toAslValue = (value: Json): Json =>
  Array.isArray(value) ? value.map(toAslValue) : isJsonObject(value) ? toAslResponse(value) : value
