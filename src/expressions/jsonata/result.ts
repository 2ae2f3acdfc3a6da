import { isJsonObject, type Json, type JsonObject } from '../../json.ts'

/** The marks that jsonata leaves on arrays. */
const marks = ['sequence', 'keepSingleton', 'cons', 'outerWrapper', 'tupleStream'] as const

const isMarked = (items: unknown[]): boolean => marks.some((mark) => mark in items)

const isFunction = (value: object): boolean => '_jsonata_lambda' in value || '_jsonata_function' in value

/** Stands for a value that JSON cannot represent. */
const unsupported = Symbol('unsupported')
type Converted = Json | typeof unsupported

const isScalar = (value: unknown): value is Json =>
  typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value)

const convert = (value: unknown): Converted => {
  if (isScalar(value)) return value
  if (Array.isArray(value)) return convertArray(value)
  if (typeof value === 'number') return String(value)
  return typeof value === 'object' && value !== null ? convertObject(value) : unsupported
}

/** An array without marks whose items need no conversion is returned as it is. */
const convertArray = (items: unknown[]): Converted => {
  let copy: Json[] | undefined = isMarked(items) ? [...(items as Json[])] : undefined
  for (let i = 0; i < items.length; i++) {
    const item = items[i]
    if (isScalar(item)) continue
    const converted = item === undefined ? null : convert(item)
    if (converted === unsupported) return unsupported
    if (converted === item) continue
    copy ??= [...(items as Json[])]
    copy[i] = converted
  }
  return copy ?? (items as Json[])
}

/** Members without a value are left out. */
const convertObject = (value: object): Converted => {
  if (isFunction(value)) return unsupported
  const members = value as Record<string, unknown>
  let copy: JsonObject | undefined
  for (const key of Object.keys(members)) {
    const member = members[key]
    if (isScalar(member)) continue
    const converted = member === undefined ? undefined : convert(member)
    if (converted === unsupported) return unsupported
    if (converted === member && member !== undefined) continue
    copy ??= { ...(value as JsonObject) }
    if (converted === undefined) delete copy[key]
    else copy[key] = converted
  }
  return copy ?? (value as JsonObject)
}

/**
 * The result of an expression as JSON: without jsonata's marks, and with strings for the numbers that JSON does not have, as on AWS
 * (`"Infinity"`, `"NaN"`); `undefined` if it contains a function. Parts that are JSON already are shared, not copied.
 */
export const toJson = (value: unknown): Json | undefined => {
  const converted = convert(value)
  return converted === unsupported ? undefined : converted
}

/** The types that a field may expect. AWS's messages call an integer a number. */
const types = {
  array: (value) => Array.isArray(value),
  boolean: (value) => typeof value === 'boolean',
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  object: isJsonObject,
} as const satisfies Record<string, (value: Json) => boolean>

export type TypeName = keyof typeof types

export const isOfType = (value: Json, expected: readonly TypeName[]): boolean =>
  expected.some((type) => types[type](value))

/** The name of a value's type in AWS's messages. */
export const typeNameOf = (value: Json): string =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value

/** A copy that shares nothing with the value. */
export const cloneJson = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(cloneJson)
  if (!isJsonObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cloneJson(member)]))
}

/** A value that shares no empty arrays within arrays with the original. Parts that have none are shared. */
export const withOwnEmptyArrays = (value: Json): Json => {
  if (Array.isArray(value)) return withOwnItems(value)
  if (!isJsonObject(value)) return value
  let copy: JsonObject | undefined
  for (const key of Object.keys(value)) {
    const member = value[key] as Json
    const own = withOwnEmptyArrays(member)
    if (own === member) continue
    copy ??= { ...value }
    copy[key] = own
  }
  return copy ?? value
}

const withOwnItems = (items: Json[]): Json[] => {
  let copy: Json[] | undefined
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Json
    const own = Array.isArray(item) && item.length === 0 ? [] : withOwnEmptyArrays(item)
    if (own === item) continue
    copy ??= [...items]
    copy[i] = own
  }
  return copy ?? items
}
