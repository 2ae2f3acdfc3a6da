import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import type { SizeLimits, StructureShape, ValueShape } from './service-model/value-shape.ts'

/** `STRICT` also expects all required members (TestState, MockInput.fieldValidationMode). */
export type FieldValidationMode = 'STRICT' | 'PRESENT'

/**
 * The problems of a mocked result compared with the response of its action, in TestState's words. Members that the action does not have are
 * ignored, and a member that is `null` counts as absent.
 */
export const responseProblems = (shape: StructureShape, result: JsonObject, mode: FieldValidationMode): string[] => [
  ...problemsOfMembers(shape, result, mode),
]

type Problems = Iterable<string>

function* problemsOfMembers({ members }: StructureShape, value: JsonObject, mode: FieldValidationMode): Problems {
  for (const [name, { isRequired, shape }] of members) {
    const member = Object.hasOwn(value, name) ? value[name] : undefined
    if (member !== undefined && member !== null) yield* problemsOfValue(shape, member, name, mode)
    else if (isRequired && mode === 'STRICT') yield `Required field '${name}' is missing`
  }
}

const expected = {
  structure: 'an object',
  map: 'an object',
  list: 'an array',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
}

function* problemsOfValue(shape: ValueShape, value: Json, name: string, mode: FieldValidationMode): Problems {
  if (shape.kind === 'any') return
  if (!isOfKind(shape.kind, value)) {
    yield `Field '${name}' must be ${expected[shape.kind]}`
    return
  }
  const problem = limitProblem(shape, value)
  if (problem !== undefined) yield `Field '${name}' ${problem}`
  yield* problemsWithin(shape, value, name, mode)
}

const isOfKind = (kind: keyof typeof expected, value: Json): boolean => {
  if (kind === 'list') return Array.isArray(value)
  if (kind === 'structure' || kind === 'map') return isJsonObject(value)
  return typeof value === kind
}

function* problemsWithin(shape: ValueShape, value: Json, name: string, mode: FieldValidationMode): Problems {
  if (shape.kind === 'structure' && isJsonObject(value)) yield* problemsOfMembers(shape, value, mode)
  if (shape.kind === 'list' && Array.isArray(value))
    for (const element of value) yield* problemsOfValue(shape.element, element, name, mode)
  if (shape.kind === 'map' && isJsonObject(value))
    for (const [key, entry] of Object.entries(value)) yield* problemsOfValue(shape.value, entry, key, mode)
}

const limitProblem = (shape: ValueShape, value: Json): string | undefined => {
  if (shape.kind === 'string' && shape.values && typeof value === 'string')
    return shape.values.includes(value) ? undefined : 'is not an expected value'
  if (shape.kind === 'structure' || shape.kind === 'boolean' || shape.kind === 'any') return undefined
  if (typeof value === 'number')
    return outside(shape, value, 'exceeds the maximum value', 'is less than the minimum value')
  return outside(shape, lengthOf(value), 'exceeds the maximum length', 'is smaller than the minimum length')
}

const outside = ({ min, max }: SizeLimits, size: number, above: string, below: string): string | undefined => {
  if (max !== undefined && size > max) return above
  return min !== undefined && size < min ? below : undefined
}

const lengthOf = (value: Json): number => {
  if (typeof value === 'string' || Array.isArray(value)) return value.length
  return isJsonObject(value) ? Object.keys(value).length : 0
}
