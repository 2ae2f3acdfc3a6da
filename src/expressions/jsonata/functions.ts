import type { Json } from '../../json.ts'
import { algorithmNames, hashOf } from '../hash.ts'
import { javaRandom } from '../java-random.ts'
import { distinctItems } from '../path/equality.ts'
import type { JsonataScope } from '../scope.ts'
import { type JsonataError, MOST_BYTES, refuseMemory } from './bounds.ts'
import { compile, type Expression, type Focus, lookupIn, type Native } from './engine.ts'

/** What the functions of one evaluation share. */
interface Run {
  readonly system: JsonataScope['system']
  /** Milliseconds since the epoch, the same wherever one evaluation asks. */
  readonly now: () => number
}

/** The names of what no expression can name: the run, and the function that looks up an item's own member. */
export const RUN = '#run'
export const OWN = '#own'

export const runOf = (system: JsonataScope['system']): Run => {
  let now: number | undefined
  return {
    system,
    now: () => {
      now ??= system.now()
      return now
    },
  }
}

const runIn = ({ environment }: Focus): Run => environment.lookup(RUN) as Run

const fail = (message: string): never => {
  throw { code: 'D3137', message } satisfies JsonataError
}

/** How jsonata tells its own arrays, of which one with a single item is that item, from an expression's. */
const sequence = (items: unknown[]): unknown[] => Object.assign(items, { sequence: true })

const parse = (text: string | undefined): unknown => {
  if (text === undefined) return undefined
  try {
    const value: Json = JSON.parse(text, (_, member: unknown) => (isOutOfRange(member) ? fail('') : member))
    if (keyCount(text) === memberCount(value)) return value
  } catch {}
  return fail('Invalid JSON')
}

const isOutOfRange = (value: unknown): boolean => typeof value === 'number' && !Number.isFinite(value)

const TEXT_OR_KEY = /"(?:[^"\\]|\\.)*"(\s*:)?/g
const keyCount = (text: string): number => [...text.matchAll(TEXT_OR_KEY)].filter(([, colon]) => colon).length

const memberCount = (value: Json): number => {
  let count = 0
  const waiting: Json[] = [value]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (typeof at !== 'object' || at === null) continue
    const members = Object.values(at)
    if (!Array.isArray(at)) count += members.length
    for (const member of members) waiting.push(member)
  }
  return count
}

const partition = (value: unknown, size: number | undefined): unknown => {
  if (value === undefined) return undefined
  if (value === null) throw { code: 'T0412', index: 1, type: 'items' }
  const items = Array.isArray(value) ? value : [value]
  const length = Math.trunc(size ?? items.length)
  if (length < 0) fail('Second argument must be zero or greater')
  if (length === 0 || items.length === 0) return undefined
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length))
}

/** The most items of a range (measured on AWS). */
const MOST_IN_RANGE = 360_145

const range = (first: number, last: number, by: number | undefined): unknown => {
  if (first === undefined || last === undefined || by === undefined) return undefined
  const [start, end, step] = [Math.trunc(first), Math.trunc(last), Math.trunc(by)]
  const count = step === 0 ? 0 : Math.floor((end - start) / step) + 1
  if (count <= 0) return undefined
  if (count > MOST_IN_RANGE) refuseMemory()
  return sequence(Array.from({ length: count }, (_, i) => start + i * step))
}

const hash = (text: string | undefined, algorithm: string | undefined): unknown => {
  if (text === undefined || algorithm === undefined) return undefined
  return hashOf(text, algorithm) ?? fail(`Second argument must be one of ${algorithmNames}`)
}

/** jsonata compares each item with each other one. */
const distinct = (value: unknown): unknown => {
  if (!Array.isArray(value)) return value
  const items = distinctItems(value)
  return 'sequence' in value ? sequence(items) : items
}

function shuffle(this: Focus, value: unknown[] | undefined): unknown {
  if (value === undefined || value.length <= 1) return value
  const { system } = runIn(this)
  const items = [...value]
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(system.random() * (i + 1))
    const item = items[i]
    items[i] = items[j]
    items[j] = item
  }
  return items
}

/** An object's own member: what JavaScript's objects inherit is no data. */
const lookup = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) return sequence(value.flatMap((item) => lookup(item, key) ?? []))
  const isObject = typeof value === 'object' && value !== null && !('_jsonata_lambda' in value)
  return isObject && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined
}

type Definitions = Readonly<Record<string, readonly [signature: string | undefined, Native]>>

/**
 * The functions that Step Functions adds to JSONata, and those of JSONata that it changes, or that would break an evaluation's bounds.
 * @param own jsonata's function of a name
 */
const definitionsOf = (own: (name: string) => Native): Definitions => {
  const [fromMillis, string, pad] = [own('fromMillis'), own('string'), own('pad')]
  return {
    parse: ['<s?:x>', parse],
    partition: ['<xn?:a>', partition],
    range: ['<nnn?:a>', range],
    hash: ['<ss?:s>', hash],
    distinct: ['<x:x>', distinct],
    lookup: ['<x-s:x>', lookup],
    shuffle: ['<a:a>', shuffle],
    uuid: [
      '<:s>',
      function () {
        return runIn(this).system.uuid()
      },
    ],
    random: [
      '<n?:n>',
      function (seed?: number) {
        return seed === undefined ? runIn(this).system.random() : javaRandom(seed)
      },
    ],
    now: [
      '<s?s?:s>',
      function (picture?: string, timezone?: string) {
        return fromMillis.call(this, runIn(this).now(), picture, timezone)
      },
    ],
    millis: [
      '<:n>',
      function () {
        return runIn(this).now()
      },
    ],
    string: [
      '<x-b?:s>',
      function (value: unknown, pretty?: boolean) {
        return isOutOfRange(value) ? String(value) : string.call(this, value, pretty)
      },
    ],
    pad: [
      '<s-ns?:s>',
      function (text: string, width: number, character?: string) {
        return Math.abs(width) > MOST_BYTES ? refuseMemory() : pad.call(this, text, width, character)
      },
    ],
    [OWN]: [
      undefined,
      function (name: string) {
        return lookup(this.input, name)
      },
    ],
  }
}

/** The functions as jsonata keeps them, made once: it reads their signatures. `$eval` is no function of Step Functions. */
const compiled = (() => {
  let functions: readonly (readonly [string, unknown])[] | undefined
  return () => {
    if (functions) return functions
    const expression = compile('0')
    const own = (name: string) => (lookupIn(expression, name) as { implementation: Native }).implementation
    const definitions = Object.entries(definitionsOf(own))
    for (const [name, [signature, native]] of definitions) expression.registerFunction(name, native, signature)
    functions = [...definitions.map(([name]) => [name, lookupIn(expression, name)] as const), ['eval', undefined]]
    return functions
  }
})()

/** Gives an expression Step Functions' functions. */
export const addFunctions = (expression: Expression): void => {
  for (const [name, definition] of compiled()) expression.assign(name, definition)
}
