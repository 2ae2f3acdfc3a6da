import { distinctItems } from '../equality.ts'
import { addedFunctions } from './added-functions.ts'
import { type JsonataError, MOST_BYTES, refuseMemory } from './bounds.ts'
import { type CompiledJsonata, compileWithLibrary, type Focus, lookupIn, type Native } from './engine.ts'
import { asSequence, evaluationIn, isOutOfRange, throwD3137 } from './evaluation.ts'

/** The name of the function that looks up a member of an item. It cannot be written in an expression. */
export const OWN = '#own'

/** An object's own member: inherited members are not data. */
const lookup = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) {
    const found = value.map((item) => lookup(item, key))
    return asSequence(found.flat().filter((member) => member !== undefined))
  }
  const isObject = typeof value === 'object' && value !== null && !('_jsonata_lambda' in value)
  return isObject && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}

function own(this: Focus, key: string): unknown {
  return lookup(this.input, key)
}

/** jsonata's own function compares all pairs of items, which takes too long. */
const distinct = (value: unknown): unknown => {
  if (!Array.isArray(value)) return value
  const items = distinctItems(value)
  return 'sequence' in value ? asSequence(items) : items
}

function shuffle(this: Focus, value: unknown[] | undefined): unknown {
  if (value === undefined || value.length <= 1) return value
  const { system } = evaluationIn(this)
  const items = [...value]
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(system.random() * (i + 1))
    const item = items[i]
    items[i] = items[j]
    items[j] = item
  }
  return items
}

type Comparator = (left: unknown, right: unknown) => Promise<unknown> | unknown

/** A stable sort. jsonata copies the items that are left for each comparison, which takes gigabytes for long arrays. */
const sort = (items: unknown[] | undefined, isAfter: Comparator | undefined): unknown => {
  if (items === undefined || items.length <= 1) return items
  if (isAfter) return mergeSort(items, isAfter)
  const types = [...new Set(items.map((item) => typeof item))]
  if (types.join() !== 'number' && types.join() !== 'string') throw { code: 'D3070', index: 1 } satisfies JsonataError
  return [...(items as string[])].sort((a, b) => (a > b ? 1 : a < b ? -1 : 0))
}

const mergeSort = async (items: unknown[], isAfter: Comparator): Promise<unknown[]> => {
  if (items.length <= 1) return items
  const middle = Math.floor(items.length / 2)
  const left = await mergeSort(items.slice(0, middle), isAfter)
  const right = await mergeSort(items.slice(middle), isAfter)
  const merged: unknown[] = []
  let next = 0
  for (const item of left) {
    while (next < right.length && (await isAfter(item, right[next]))) merged.push(right[next++])
    merged.push(item)
  }
  return merged.concat(right.slice(next))
}

function millis(this: Focus): number {
  return evaluationIn(this).now()
}

/** JavaScript's dates end earlier than Java's; AWS's text for the end of those is not known. */
const fromMillisWith = (fromMillis: Native): Native =>
  function (milliseconds?: number, picture?: string, timezone?: string) {
    if (milliseconds !== undefined && Number.isNaN(new Date(milliseconds).getTime()))
      throwD3137(`The number of milliseconds ${milliseconds} is out of the range of timestamps`)
    return fromMillis.call(this, milliseconds, picture, timezone)
  }

const nowWith = (fromMillis: Native): Native =>
  function (picture?: string, timezone?: string) {
    return fromMillis.call(this, evaluationIn(this).now(), picture, timezone)
  }

/** On AWS, numbers that JSON does not have become strings; jsonata throws. */
const stringWith = (string: Native): Native =>
  function (value: unknown, isPretty?: boolean) {
    return isOutOfRange(value) ? String(value) : string.call(this, value, isPretty)
  }

const padWith = (pad: Native): Native =>
  function (text: string, width: number, character?: string) {
    return Math.abs(width) > MOST_BYTES ? refuseMemory() : pad.call(this, text, width, character)
  }

type Signature = string | undefined
type Definitions = Readonly<Record<string, readonly [Signature, Native]>>

/**
 * The functions that an expression finds before jsonata's own.
 * @param builtin jsonata's function of a name
 */
const definitionsOf = (builtin: (name: string) => Native): Definitions => ({
  ...addedFunctions,
  [OWN]: [undefined, own],
  lookup: ['<x-s:x>', lookup],
  distinct: ['<x:x>', distinct],
  shuffle: ['<a:a>', shuffle],
  sort: ['<af?:a>', sort],
  millis: ['<:n>', millis],
  fromMillis: ['<n-s?s?:s>', fromMillisWith(builtin('fromMillis'))],
  now: ['<s?s?:s>', nowWith(builtin('fromMillis'))],
  string: ['<x-b?:s>', stringWith(builtin('string'))],
  pad: ['<s-ns?:s>', padWith(builtin('pad'))],
})

/** The functions as jsonata keeps them, made once, as it reads their signatures. Step Functions does not have `$eval`. */
const compiled = (() => {
  let functions: readonly (readonly [string, unknown])[] | undefined
  return () => {
    if (functions) return functions
    const expression = compileWithLibrary('0')
    const builtin = (name: string) => (lookupIn(expression, name) as { implementation: Native }).implementation
    const definitions = Object.entries(definitionsOf(builtin))
    for (const [name, [signature, native]] of definitions) expression.registerFunction(name, native, signature)
    functions = [...definitions.map(([name]) => [name, lookupIn(expression, name)] as const), ['eval', undefined]]
    return functions
  }
})()

/** Adds Step Functions' functions to an expression. */
export const addFunctions = (expression: CompiledJsonata): void => {
  for (const [name, definition] of compiled()) expression.assign(name, definition)
}
