import type { Place } from '../arn.ts'
import { isJsonObject } from '../json.ts'
import { toAslKey } from '../specs/keys.ts'

export type Path = readonly (string | number)[]

/** What the meaning of a value depends on, besides the value. */
export interface Context {
  readonly place: Place
  /** The machine's query language: what its states inherit, at any depth. */
  readonly machine: 'JSONPath' | 'JSONata'
  /** The query language of the state that is being written. */
  readonly state: 'JSONPath' | 'JSONata'
}

/** How one position of a machine is written as a literal and as ASL. Both directions pass on what they do not understand. */
export interface Form {
  desugar(value: unknown, context: Context): unknown
  /** `undefined` where the literal cannot say it: the field is kept as ASL verbatim then. */
  resugar(value: unknown, context: Context): unknown
  /** Where in the literal `value` that stands which has this path in the ASL. */
  locate(value: unknown, path: Path): Path
}

/** The user's data, and whatever both forms write alike. */
export const verbatim: Form = {
  desugar: (value) => value,
  resugar: (value) => value,
  locate: (_, path) => path,
}

/** A string that both forms write differently. */
export const text = (
  desugar: (value: string, context: Context) => string,
  resugar: (value: string, context: Context) => string,
): Form => ({
  desugar: (value, context) => (typeof value === 'string' ? desugar(value, context) : value),
  resugar(value, context) {
    const literal = typeof value === 'string' ? resugar(value, context) : value
    return typeof literal !== 'string' || desugar(literal, context) === value ? literal : undefined
  },
  locate: (_, path) => path,
})

export const list = (element: Form): Form => ({
  desugar: (value, context) => (Array.isArray(value) ? value.map((one) => element.desugar(one, context)) : value),
  resugar: (value, context) => (Array.isArray(value) ? value.map((one) => element.resugar(one, context)) : value),
  locate: (value, path) => locateElement(element, value, path),
})

const locateElement = (element: Form, value: unknown, [index, ...rest]: Path): Path => {
  if (index === undefined) return []
  return [index, ...element.locate(Array.isArray(value) ? value[Number(index)] : undefined, rest)]
}

/** ASL's list, which a literal may write as its only element. */
export const oneOrMany = (element: Form): Form => ({
  desugar: (value, context) => list(element).desugar(Array.isArray(value) ? value : [value], context),
  resugar(value, context) {
    if (!Array.isArray(value)) return undefined
    const [only] = value
    return value.length === 1 && !Array.isArray(only)
      ? element.resugar(only, context)
      : list(element).resugar(value, context)
  },
  locate: (value, path) =>
    Array.isArray(value) ? locateElement(element, value, path) : element.locate(value, path.slice(1)),
})

/** An object whose keys are the user's: states by their names. */
export const record = (value: Form): Form => ({
  desugar: (object, context) => mapEntries(object, (key, inner) => [[key, value.desugar(inner, context)]]),
  resugar: (object, context) => mapEntries(object, (key, inner) => [[key, value.resugar(inner, context)]]),
  locate: (object, [key, ...rest]) => (key === undefined ? [] : [key, ...value.locate(ownValue(object, key), rest)]),
})

/** A form that is used before it is made: machines stand within states, states within machines. */
export const lazy = (form: () => Form): Form => ({
  desugar: (value, context) => form().desugar(value, context),
  resugar: (value, context) => form().resugar(value, context),
  locate: (value, path) => form().locate(value, path),
})

export type Entry = readonly [key: string, value: unknown]

/** A new object from the entries of one; what is no object is passed on. Own keys such as `__proto__` stay what they are. */
export const mapEntries = (object: unknown, map: (key: string, value: unknown) => readonly Entry[]): unknown =>
  isJsonObject(object) && !((object as object) instanceof Date)
    ? Object.fromEntries(Object.entries(object).flatMap(([key, value]) => (value === undefined ? [] : map(key, value))))
    : object

export const ownValue = (object: unknown, key: string | number): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined

/** An object of ASL: its known fields are written in camelCase, whatever else it has is kept. */
export const object = (keys: Iterable<string>, fields: Readonly<Record<string, Form>>): Form => {
  const forms = new Map([...keys].map((key) => [key, fields[key] ?? verbatim]))
  const camel = new Map([...forms.keys()].map((key) => [toAslKey(key), key]))
  return {
    desugar: (value, context) =>
      mapEntries(value, (key, inner) => {
        const form = forms.get(key)
        return [form ? [toAslKey(key), form.desugar(inner, context)] : [key, inner]]
      }),
    resugar: (value, context) =>
      mapEntries(value, (aslKey, inner) => {
        const key = camel.get(aslKey)
        const literal = key === undefined ? undefined : forms.get(key)?.resugar(inner, context)
        return [key === undefined || literal === undefined ? [aslKey, inner] : [key, literal]]
      }),
    locate(value, [aslKey, ...rest]) {
      if (aslKey === undefined) return []
      const key = camel.get(String(aslKey))
      const form = key === undefined ? undefined : forms.get(key)
      const inner = key === undefined ? undefined : ownValue(value, key)
      if (key === undefined || !form || ownValue(value, aslKey) !== undefined) return [aslKey, ...rest]
      if (inner === undefined && isWrittenInAsl(value, forms)) return [aslKey, ...rest]
      return [key, ...form.locate(inner, rest)]
    },
  }
}

/** Whether an object has fields, but none in camelCase: one that is missing is missed as ASL writes it. */
const isWrittenInAsl = (value: unknown, forms: ReadonlyMap<string, Form>): boolean => {
  const keys = isJsonObject(value) ? Object.keys(value) : []
  return keys.length > 0 && !keys.some((key) => forms.has(key))
}
