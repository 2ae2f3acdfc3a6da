import type { Json, JsonObject } from '../../../json.ts'
import { readShape, type SdkSchema } from './sdk-schema.ts'
import { membersByName, type Spelling } from './spelling.ts'

/** Converts a response of the SDK to the result of a task: JSON, with the members that the schema has. Streams must be read before. */
export const toTaskResult = (schema: SdkSchema, response: unknown, spelling: Spelling): JsonObject => {
  const shape = readShape(schema)
  return shape.kind === 'structure' ? structure(shape.members, response, spelling) : {}
}

const toJson = (schema: SdkSchema, value: unknown, spelling: Spelling): Json => {
  const shape = readShape(schema)
  if (Array.isArray(value))
    return value.map((one) => toJson(shape.kind === 'list' ? shape.element : undefined, one, spelling))
  if (value instanceof Date) return spelling.time(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString(spelling.bytes)
  if (typeof value !== 'object' || value === null) return scalar(value)
  if (shape.kind === 'structure') return structure(shape.members, value, spelling)
  if (value instanceof String || value instanceof Number) return value.valueOf()
  const child = shape.kind === 'map' ? shape.value : undefined
  return Object.fromEntries(present(value).map(([key, one]) => [key, toJson(child, one, spelling)]))
}

/** A member of the response that its schema does not have, such as `$metadata`, is left out. */
const structure = (schemas: ReadonlyMap<string, SdkSchema>, value: unknown, spelling: Spelling): JsonObject => {
  const response = Object(value)
  return Object.fromEntries(
    Array.from(membersByName(schemas, spelling)).flatMap(([name, member]) => {
      const one: unknown = Object.hasOwn(response, member.name) ? response[member.name] : undefined
      return one === undefined || one === null ? [] : [[name, toJson(member.schema, one, spelling)]]
    }),
  )
}

const present = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, one]) => one !== undefined && one !== null)

/** JSON has no number that is not finite. Java writes it as a string. */
const scalar = (value: unknown): Json => {
  if (typeof value === 'bigint') return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}
