import type { Json } from '../../json.ts'
import type { Filter } from './filter.ts'

/** A step of a path, as it is written. */
export type Step =
  | { readonly kind: 'name'; readonly name: string }
  /** Several names: the object of those members. */
  | { readonly kind: 'names'; readonly names: readonly string[] }
  /** A negative index is outside of every array. */
  | { readonly kind: 'index'; readonly index: number }
  /** `(@.length-1)`: counted from the end. */
  | { readonly kind: 'fromEnd'; readonly distance: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | { readonly kind: 'slice'; readonly from: number | undefined; readonly to: number | undefined }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'filter'; readonly filter: Filter }

/** A step to one child. */
export type Key = string | number

/** The keys of a path of names and indexes, `undefined` for any other. */
export const keysOf = (steps: readonly Step[]): readonly Key[] | undefined => {
  const keys: Key[] = []
  for (const step of steps) {
    if (step.kind === 'name') keys.push(step.name)
    else if (step.kind === 'index') keys.push(step.index)
    else return undefined
  }
  return keys
}

const definiteKinds: ReadonlySet<Step['kind']> = new Set(['name', 'names', 'index', 'fromEnd'])

/** True if a path finds one value at most. Several names find one value: an object. */
export const isDefinite = (steps: readonly Step[]): boolean => steps.every(({ kind }) => definiteKinds.has(kind))

/** A key as Jayway writes it in its messages. */
export const keyText = (key: Key): string => (typeof key === 'number' ? `[${key}]` : `['${key}']`)

export const namesText = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(', ')}]`

/** A step as Jayway writes it in its messages. */
export const stepText = (step: Step): string => {
  switch (step.kind) {
    case 'name':
      return keyText(step.name)
    case 'names':
      return namesText(step.names)
    case 'index':
      return keyText(step.index)
    case 'fromEnd':
      return `[@.size()-${step.distance}]`
    case 'indexes':
      return `[${step.indexes.join(',')}]`
    case 'slice':
      return `[${step.from ?? ''}:${step.to ?? ''}]`
    case 'wildcard':
      return '[*]'
    case 'descend':
      return '..'
    case 'filter':
      return '[?]'
  }
}

/**
 * The value that keys lead to, `undefined` if there is none. Only own properties count: `constructor` is an ordinary key. This is a plain
 * loop, as nearly all paths are evaluated here.
 */
export const valueAtKeys = (value: Json, keys: readonly Key[]): Json | undefined => {
  let at: Json | undefined = value
  for (let i = 0; i < keys.length; i++) {
    if (typeof at !== 'object' || at === null) return undefined
    const key = keys[i] as Key
    if (typeof key === 'number') {
      if (!Array.isArray(at)) return undefined
      at = at[key]
    } else {
      if (Array.isArray(at) || !Object.hasOwn(at, key)) return undefined
      at = at[key]
    }
    if (at === undefined) return undefined
  }
  return at
}
