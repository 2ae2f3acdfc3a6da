import type { AwsEnvironment } from '../arn.ts'
import { isJsonObject } from '../json.ts'
import { toAslKey } from '../specs/asl-key.ts'
import type { ConditionProblem } from '../specs/condition-problems.ts'
import type { DefinitionPath } from '../specs/finding.ts'
import { ownValue } from '../specs/value-at-path.ts'
import type { QueryLanguage } from '../specs/values.ts'

/** The context of a value's translation. */
export interface SugarContext {
  readonly environment: AwsEnvironment
  /** The state machine's query language, which its states inherit at any depth. */
  readonly machine: QueryLanguage
  /** The query language of the current state. */
  readonly state: QueryLanguage
  /** Called for each choice rule whose condition cannot be translated. By default a placeholder stands for the condition. */
  readonly onInvalidCondition?: (rule: object, problems: readonly ConditionProblem[]) => void
}

/** Translates one kind of value between a literal and ASL. Both directions return values that they do not recognize unchanged. */
export interface Codec {
  /** Returns `undefined` for a field that ASL does not have. */
  desugar(value: unknown, context: SugarContext): unknown
  /** Returns `undefined` if the literal cannot express the value: the field is then kept as ASL verbatim. */
  resugar(value: unknown, context: SugarContext): unknown
  /** Translates a path in the ASL to the path in the literal `value`. */
  locate(value: unknown, path: DefinitionPath): DefinitionPath
}

/** The user's data, and values that are the same in a literal and in ASL. */
export const verbatimCodec: Codec = {
  desugar: (value) => value,
  resugar: (value) => value,
  locate: (_, path) => path,
}

/** A field that only a literal has. */
export const literalOnlyCodec: Codec = {
  desugar: () => undefined,
  resugar: () => undefined,
  locate: (_, path) => path,
}

/** A string. */
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

/** An array of elements of one kind. */
export const arrayCodec = (element: Codec): Codec => ({
  desugar: (value, context) => (Array.isArray(value) ? value.map((one) => element.desugar(one, context)) : value),
  resugar(value, context) {
    if (!Array.isArray(value)) return value
    const literals = value.map((one) => element.resugar(one, context))
    return literals.includes(undefined) ? undefined : literals
  },
  locate: (value, path) => locateElement(element, value, path),
})

const locateElement = (element: Codec, value: unknown, [index, ...rest]: DefinitionPath): DefinitionPath => {
  if (index === undefined) return []
  return [index, ...element.locate(Array.isArray(value) ? value[Number(index)] : undefined, rest)]
}

/** An array in ASL. A literal writes an array of one element as the element. */
export const oneOrManyCodec = (element: Codec): Codec => ({
  desugar: (value, context) => arrayCodec(element).desugar(Array.isArray(value) ? value : [value], context),
  resugar(value, context) {
    if (!Array.isArray(value)) return undefined
    const [only] = value
    return value.length === 1 && !Array.isArray(only)
      ? element.resugar(only, context)
      : arrayCodec(element).resugar(value, context)
  },
  locate: (value, path) =>
    Array.isArray(value) ? locateElement(element, value, path) : element.locate(value, path.slice(1)),
})

/** An object whose keys are the user's, such as states by their names. `expand` completes a value of a literal with its key. */
export const recordCodec = (value: Codec, expand: (value: unknown, key: string) => unknown): Codec => ({
  desugar: (object, context) => mapValues(object, (inner, key) => value.desugar(expand(inner, key), context)),
  resugar: (object, context) => mapValues(object, (inner) => value.resugar(inner, context)),
  locate: (object, [key, ...rest]) => (key === undefined ? [] : [key, ...value.locate(ownValue(object, key), rest)]),
})

/** A codec that is used before it is defined: machines contain states, and states contain machines. */
export const lazyCodec = (codec: () => Codec): Codec => ({
  desugar: (value, context) => codec().desugar(value, context),
  resugar: (value, context) => codec().resugar(value, context),
  locate: (value, path) => codec().locate(value, path),
})

export type Entry = readonly [key: string, value: unknown]

/** Makes a new object from the entries that `map` returns for each property. Returns other values unchanged. */
export const mapEntries = (object: unknown, map: (key: string, value: unknown) => readonly Entry[]): unknown => {
  if (!isPlain(object)) return object
  const mapped: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value !== undefined) for (const [name, inner] of map(key, value)) put(mapped, name, inner)
  }
  return mapped
}

const mapValues = (object: unknown, map: (value: unknown, key: string) => unknown): unknown => {
  if (!isPlain(object)) return object
  const mapped: Record<string, unknown> = {}
  for (const key of Object.keys(object)) {
    const value = object[key]
    if (value !== undefined) put(mapped, key, map(value, key))
  }
  return mapped
}

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  isJsonObject(value) && !((value as object) instanceof Date)

/** Sets an own property of any name. Assigning to `__proto__` would change the prototype instead. */
const put = (object: Record<string, unknown>, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true })
  else object[key] = value
}

interface Field {
  readonly key: string
  readonly aslKey: string
  readonly codec: Codec
}

/** An object of ASL. Its known fields are written in camelCase; all others are kept verbatim. */
export const objectCodec = (keys: Iterable<string>, codecs: Readonly<Record<string, Codec>>): Codec => {
  const fields = [...keys].map((key): Field => ({ key, aslKey: toAslKey(key), codec: codecs[key] ?? verbatimCodec }))
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const byAslKey = new Map(fields.map((field) => [field.aslKey, field]))
  return {
    desugar(value, context) {
      if (!isPlain(value)) return value
      const asl: Record<string, unknown> = {}
      for (const key of Object.keys(value)) {
        const inner = value[key]
        const field = byKey.get(key)
        const translated = field && inner !== undefined ? field.codec.desugar(inner, context) : inner
        if (translated !== undefined) put(asl, field?.aslKey ?? key, translated)
      }
      return asl
    },
    resugar(value, context) {
      if (!isPlain(value)) return value
      const literal: Record<string, unknown> = {}
      for (const aslKey of Object.keys(value)) {
        const field = byAslKey.get(aslKey)
        const inner = field?.codec.resugar(value[aslKey], context)
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
      return [field.key, ...field.codec.locate(inner, rest)]
    },
  }
}

/** True if an object has fields, but none in camelCase. A missing field is then reported under its ASL name. */
const isWrittenInAsl = (value: unknown, fields: ReadonlyMap<string, Field>): boolean => {
  const keys = isJsonObject(value) ? Object.keys(value) : []
  return keys.length > 0 && !keys.some((key) => fields.has(key))
}
