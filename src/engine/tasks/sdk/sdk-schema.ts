/**
 * The schema that a command of the AWS SDK carries of its request and response, as `StaticSchema` of `@smithy/types` describes it. A
 * schema may be a function that returns it, or a pair of it and the traits of a member.
 */
export type SdkSchema = unknown

/** A schema that has been read. */
export type SdkShape =
  | { readonly kind: 'structure'; readonly members: ReadonlyMap<string, SdkSchema> }
  | { readonly kind: 'list'; readonly element: SdkSchema }
  | { readonly kind: 'map'; readonly value: SdkSchema }
  | { readonly kind: 'string' | 'time' | 'blob' | 'stream' | 'other' }

/** The request and the response of a command; `undefined` if the command has no schema, as in old versions of the SDK. */
export const operationSchemas = (command: object): { request: SdkSchema; response: SdkSchema } | undefined => {
  const schema: unknown = Reflect.get(command, 'schema')
  return Array.isArray(schema) && schema[0] === OPERATION ? { request: schema[4], response: schema[5] } : undefined
}

/** Reads one level of a schema. The result is the same object for the same schema. */
export const readShape = (schema: SdkSchema): SdkShape => {
  const given = dereference(schema)
  if (!Array.isArray(given)) return ofNumber(given)
  const known = shapes.get(given)
  if (known) return known
  const shape = ofArray(given)
  shapes.set(given, shape)
  return shape
}

const OPERATION = 9

const shapes = new WeakMap<object, SdkShape>()

/** The length of the pair that a member is: a schema and its traits. */
const MEMBER_LENGTH = 2

const dereference = (schema: SdkSchema): SdkSchema => {
  if (typeof schema === 'function') return dereference(schema())
  return Array.isArray(schema) && schema.length === MEMBER_LENGTH ? dereference(schema[0]) : schema
}

const ofArray = (schema: readonly unknown[]): SdkShape => {
  const [type, , , , first, second] = schema
  switch (type) {
    case 0:
      return readShape(first)
    case 1:
      return { kind: 'list', element: first }
    case 2:
      return { kind: 'map', value: second }
    case 3:
    case 4:
    case -3:
      return { kind: 'structure', members: membersOf(first, second) }
    default:
      return other
  }
}

const membersOf = (names: unknown, schemas: unknown): ReadonlyMap<string, SdkSchema> =>
  Array.isArray(names) && Array.isArray(schemas)
    ? new Map(names.map((name, index) => [String(name), schemas[index]]))
    : new Map()

const other: SdkShape = { kind: 'other' }

/** Numbers stand for the simple types; these are added to a simple type for a list or a map of it. */
const LIST = 64
const MAP = 128

const ofNumber = (schema: SdkSchema): SdkShape => {
  if (typeof schema !== 'number') return other
  if (schema >= MAP) return { kind: 'map', value: schema - MAP }
  if (schema >= LIST) return { kind: 'list', element: schema - LIST }
  return simple.get(schema) ?? other
}

const simple: ReadonlyMap<number, SdkShape> = new Map([
  [0, { kind: 'string' }],
  [4, { kind: 'time' }],
  [5, { kind: 'time' }],
  [6, { kind: 'time' }],
  [7, { kind: 'time' }],
  [21, { kind: 'blob' }],
  [42, { kind: 'stream' }],
])
