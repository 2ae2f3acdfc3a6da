import type { AwsEnvironment } from '../arn.ts'
import { isJsonObject } from '../json.ts'
import { toAslKey } from '../specs/asl-key.ts'

export type SugarPath = readonly (string | number)[]

/** What the meaning of a value depends on, besides the value. */
export interface SugarContext {
  readonly environment: AwsEnvironment
  /** The machine's query language: what its states inherit, at any depth. */
  readonly machine: 'JSONPath' | 'JSONata'
  /** The query language of the state that is being written. */
  readonly state: 'JSONPath' | 'JSONata'
}

/** How one position of a machine is written as a literal and as ASL. Both directions pass on what they do not understand. */
export interface Codec {
  desugar(value: unknown, context: SugarContext): unknown
  /** `undefined` where the literal cannot say it: the field is kept as ASL verbatim then. */
  resugar(value: unknown, context: SugarContext): unknown
  /** Where in the literal `value` that stands which has this path in the ASL. */
  locate(value: unknown, path: SugarPath): SugarPath
}

/** The user's data, and whatever both forms write alike. */
export const verbatimCodec: Codec = {
  desugar: (value) => value,
  resugar: (value) => value,
  locate: (_, path) => path,
}

/** A string that both forms write differently. */
export const stringCodec = (
  desugar: (value: string, context: SugarContext) => string,
  resugar: (value: string, context: SugarContext) => string,
): Codec => ({
  desugar: (value, context) => (typeof value === 'string' ? desugar(value, context) : value),
  resugar(value, context) {
    const literal = typeof value === 'string' ? resugar(value, context) : value
    return typeof literal !== 'string' || desugar(literal, context) === value ? literal : undefined
  },
  locate: (_, path) => path,
})

export const listCodec = (element: Codec): Codec => ({
  desugar: (value, context) => (Array.isArray(value) ? value.map((one) => element.desugar(one, context)) : value),
  resugar(value, context) {
    if (!Array.isArray(value)) return value
    const literals = value.map((one) => element.resugar(one, context))
    return literals.includes(undefined) ? undefined : literals
  },
  locate: (value, path) => locateElement(element, value, path),
})

const locateElement = (element: Codec, value: unknown, [index, ...rest]: SugarPath): SugarPath => {
  if (index === undefined) return []
  return [index, ...element.locate(Array.isArray(value) ? value[Number(index)] : undefined, rest)]
}

/** ASL's list, which a literal may write as its only element. */
export const oneOrManyCodec = (element: Codec): Codec => ({
  desugar: (value, context) => listCodec(element).desugar(Array.isArray(value) ? value : [value], context),
  resugar(value, context) {
    if (!Array.isArray(value)) return undefined
    const [only] = value
    return value.length === 1 && !Array.isArray(only)
      ? element.resugar(only, context)
      : listCodec(element).resugar(value, context)
  },
  locate: (value, path) =>
    Array.isArray(value) ? locateElement(element, value, path) : element.locate(value, path.slice(1)),
})

/** An object whose keys are the user's: states by their names. */
export const recordCodec = (value: Codec): Codec => ({
  desugar: (object, context) => mapValues(object, (inner) => value.desugar(inner, context)),
  resugar: (object, context) => mapValues(object, (inner) => value.resugar(inner, context)),
  locate: (object, [key, ...rest]) => (key === undefined ? [] : [key, ...value.locate(ownValue(object, key), rest)]),
})

/** A form that is used before it is made: machines stand within states, states within machines. */
export const lazyCodec = (form: () => Codec): Codec => ({
  desugar: (value, context) => form().desugar(value, context),
  resugar: (value, context) => form().resugar(value, context),
  locate: (value, path) => form().locate(value, path),
})

export type Entry = readonly [key: string, value: unknown]

/** A new object from the fields of one; what is no object is passed on. */
export const mapEntries = (object: unknown, map: (key: string, value: unknown) => readonly Entry[]): unknown => {
  if (!isPlain(object)) return object
  const mapped: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value !== undefined) for (const [name, inner] of map(key, value)) put(mapped, name, inner)
  }
  return mapped
}

/** The same with a value for each key. */
const mapValues = (object: unknown, map: (value: unknown) => unknown): unknown => {
  if (!isPlain(object)) return object
  const mapped: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value !== undefined) put(mapped, key, map(value))
  }
  return mapped
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isJsonObject(value) && !((value as object) instanceof Date)

/** A key is the object's own whatever its name: an assignment to `__proto__` would not make it so. */
const put = (object: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  else object[key] = value
}

export const ownValue = (object: unknown, key: string | number): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined

interface Field {
  readonly key: string
  readonly aslKey: string
  readonly form: Codec
}

/** An object of ASL: its known fields are written in camelCase, whatever else it has is kept. */
export const objectCodec = (keys: Iterable<string>, forms: Readonly<Record<string, Codec>>): Codec => {
  const fields = [...keys].map((key): Field => ({ key, aslKey: toAslKey(key), form: forms[key] ?? verbatimCodec }))
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const byAslKey = new Map(fields.map((field) => [field.aslKey, field]))
  return {
    desugar(value, context) {
      if (!isPlain(value)) return value
      const asl: Record<string, unknown> = {}
      for (const key of Object.keys(value)) {
        const inner = value[key]
        const field = byKey.get(key)
        if (inner !== undefined) put(asl, field?.aslKey ?? key, field ? field.form.desugar(inner, context) : inner)
      }
      return asl
    },
    resugar(value, context) {
      if (!isPlain(value)) return value
      const literal: Record<string, unknown> = {}
      for (const aslKey of Object.keys(value)) {
        const field = byAslKey.get(aslKey)
        const inner = field?.form.resugar(value[aslKey], context)
        put(literal, field && inner !== undefined ? field.key : aslKey, inner === undefined ? value[aslKey] : inner)
      }
      return literal
    },
    locate(value, [aslKey, ...rest]) {
      if (aslKey === undefined) return []
      const field = byAslKey.get(String(aslKey))
      if (!field || ownValue(value, aslKey) !== undefined) return [aslKey, ...rest]
      const inner = ownValue(value, field.key)
      if (inner === undefined && isWrittenInAsl(value, byKey)) return [aslKey, ...rest]
      return [field.key, ...field.form.locate(inner, rest)]
    },
  }
}

/** Whether an object has fields, but none in camelCase: one that is missing is missed as ASL writes it. */
const isWrittenInAsl = (value: unknown, fields: ReadonlyMap<string, Field>): boolean => {
  const keys = isJsonObject(value) ? Object.keys(value) : []
  return keys.length > 0 && !keys.some((key) => fields.has(key))
}
