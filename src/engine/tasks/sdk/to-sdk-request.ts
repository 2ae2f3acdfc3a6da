import { isJsonObject, type Json } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import { readShape, type SdkSchema } from './sdk-schema.ts'
import { membersByName, type Spelling } from './spelling.ts'

/**
 * Converts a value of a task's parameters to the value that the SDK expects. A value that does not fit its schema is passed on, so that
 * the service rejects it. An unknown member is left out.
 */
export const toSdkRequest = (schema: SdkSchema, value: Json, spelling: Spelling): unknown => {
  const shape = readShape(schema)
  const convert = (child: SdkSchema) => (one: Json) => toSdkRequest(child, one, spelling)
  if (value === null) return undefined
  switch (shape.kind) {
    case 'structure':
      return isJsonObject(value) ? structure(shape.members, value, spelling) : value
    case 'list':
      return Array.isArray(value) ? value.map(convert(shape.element)) : value
    case 'map':
      return isJsonObject(value) ? mapOf(value, convert(shape.value)) : value
    case 'string':
      return asText(value)
    case 'time':
      return typeof value === 'string' || typeof value === 'number' ? new Date(value) : value
    case 'blob':
    case 'stream':
      return Buffer.from(asText(value), typeof value === 'string' ? spelling.bytes : 'utf8')
    case 'other':
      return value
  }
}

/** Step Functions also takes other values than strings for a string, and writes them as JSON (recorded). */
const asText = (value: Json): string => (typeof value === 'string' ? value : toJsonText(value))

const structure = (schemas: ReadonlyMap<string, SdkSchema>, value: Json, spelling: Spelling): object => {
  const members = membersByName(schemas, spelling)
  return Object.fromEntries(
    Object.entries(value ?? {}).flatMap(([name, one]) => {
      const member = members.get(name)
      return member ? [[member.name, toSdkRequest(member.schema, one, spelling)]] : []
    }),
  )
}

/** `Object.fromEntries` defines own properties: a key such as `__proto__` does not reach a prototype. */
const mapOf = (value: Json, convert: (one: Json) => unknown): object =>
  Object.fromEntries(Object.entries(value ?? {}).map(([key, one]) => [key, convert(one)]))
