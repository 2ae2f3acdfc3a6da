import { isJsonObject, type Json } from '../../json.ts'
import { PathMisfit } from './path-failure.ts'
import { keysOf, type Step, stepText, valueAtKeys } from './steps.ts'

/** An array or object as JSON, anything else as it is. */
export const contextText = (value: Json): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value)

/** The failure of an index on a value that is not an array. `steps` starts with the step that does not fit. */
export const notAnArray = (steps: readonly Step[], context: string): PathMisfit => {
  const text = steps.map(stepText).join('')
  return new PathMisfit(`Filter: ${text} can only be applied to arrays. Current context is: ${context}`)
}

interface ReadOptions {
  /** True if several names find nothing unless all of them are present. */
  readonly needsAllNames: boolean
}

/**
 * Compiles the path of an operand in a filter: a function that returns the one value that it leads to, `undefined` if there is none, and
 * null past the end of an array.
 */
export const readOneOf = (steps: readonly Step[], options: ReadOptions): ((value: Json) => Json | undefined) => {
  const keys = keysOf(steps)
  if (keys?.every((key) => typeof key === 'string')) {
    const [name] = keys
    if (name !== undefined && keys.length === 1) return (value) => ownMember(value, name)
    return (value) => valueAtKeys(value, keys)
  }
  return (value) => readOne(value, steps, options)
}

const ownMember = (value: Json, name: string): Json | undefined =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

const readOne = (value: Json, steps: readonly Step[], options: ReadOptions): Json | undefined => {
  let at: Json | undefined = value
  for (const [i, step] of steps.entries()) {
    if (at === undefined) return undefined
    at = readStep(at, steps.slice(i), step, options)
  }
  return at
}

const readStep = (value: Json, rest: readonly Step[], step: Step, options: ReadOptions): Json | undefined => {
  if (step.kind === 'name') return ownMember(value, step.name)
  if (step.kind === 'names') return readNames(value, step.names, rest, options)
  if (value === null) return undefined
  if (!Array.isArray(value)) throw notAnArray(rest, contextText(value))
  const index = step.kind === 'index' ? step.index : step.kind === 'fromEnd' ? value.length - step.distance : -1
  return value[index] ?? null
}

const readNames = (
  value: Json,
  names: readonly string[],
  rest: readonly Step[],
  { needsAllNames }: ReadOptions,
): Json | undefined => {
  if (!isJsonObject(value)) return undefined
  if (rest.length > 1) throw new PathMisfit('Multi properties can only be used as path leafs')
  const members = names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name] as Json] as const)
  return needsAllNames && members.length < names.length ? undefined : Object.fromEntries(members)
}
