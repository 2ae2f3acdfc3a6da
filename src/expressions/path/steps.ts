import type { Json } from '../../json.ts'
import type { FunctionName } from './functions.ts'

/** What a path is read in. */
export interface Document {
  readonly root: Json
  /** How many more values the path may look at: several `..` in one path could take for ever. */
  left: number
}

/** A test or an operand in a filter sees the value at hand (`@`) and the whole document (`$`). */
export type Test = (value: Json, document: Document) => boolean
export type Reading = (value: Json, document: Document) => Json | undefined
export type Operand = (value: Json, document: Document) => Json | RegExp | undefined

export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'names'; readonly names: readonly string[] }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'indexes'; readonly indexes: readonly number[] }
  | {
      readonly kind: 'slice'
      readonly from: number | undefined
      readonly to: number | undefined
      readonly step: number
    }
  | { readonly kind: 'wildcard' }
  | { readonly kind: 'descend' }
  | { readonly kind: 'filter'; readonly test: Test }
  | {
      readonly kind: 'call'
      readonly name: FunctionName
      readonly arguments: readonly Reading[]
    }

/** A step to one child. */
export type Key = string | number

/** The keys of a path that is a mere way down, `undefined` for any other. */
export const keysOf = (steps: readonly Step[]): readonly Key[] | undefined => {
  const keys: Key[] = []
  for (const step of steps) {
    if (step.kind === 'name') keys.push(step.name)
    else if (step.kind === 'index') keys.push(step.index)
    else return undefined
  }
  return keys
}

/** Whether a function is applied to all that a path finds, rather than to each value: it ends a path that starts with `..`. */
export const endsInOne = (steps: readonly Step[]): boolean =>
  steps[0]?.kind === 'descend' && steps.at(-1)?.kind === 'call'

const single: ReadonlySet<Step['kind']> = new Set(['name', 'names', 'index', 'call'])

/** Whether a path finds one value at most. Several names are one: the object of them. */
export const isDefinite = (steps: readonly Step[]): boolean =>
  endsInOne(steps) || steps.every(({ kind }) => single.has(kind))

/** A key as Jayway writes it in its messages. */
export const keyText = (key: Key): string => (typeof key === 'number' ? `[${key}]` : `['${key}']`)

/**
 * The value that keys lead to, `undefined` where there is none. Only own properties count: `constructor` is data like any other.
 * A plain loop, as this is what nearly all paths do.
 */
export const valueAtKeys = (value: Json, keys: readonly Key[]): Json | undefined => {
  let at: Json | undefined = value
  for (let i = 0; i < keys.length; i++) {
    if (typeof at !== 'object' || at === null) return undefined
    const key = keys[i] as Key
    if (typeof key === 'number') {
      if (!Array.isArray(at)) return undefined
      at = at[key < 0 ? at.length + key : key]
    } else {
      if (Array.isArray(at) || !Object.hasOwn(at, key)) return undefined
      at = at[key]
    }
    if (at === undefined) return undefined
  }
  return at
}
