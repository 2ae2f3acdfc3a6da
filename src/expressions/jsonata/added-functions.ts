import type { Json } from '../../json.ts'
import { algorithmNames, hashOf } from '../hash.ts'
import { javaRandom } from '../java/random.ts'
import { type JsonataError, refuseMemory } from './bounds.ts'
import type { Focus, Native } from './engine.ts'
import { asSequence, evaluationIn, isOutOfRange, throwD3137 } from './evaluation.ts'

const TEXT_OR_KEY = /"(?:[^"\\]|\\.)*"(\s*:)?/g

const countKeys = (text: string): number => [...text.matchAll(TEXT_OR_KEY)].filter(([, colon]) => colon).length

/** The number of members of all objects in a value; `NaN` if it has a number that JSON does not. */
const countMembers = (value: Json): number => {
  let count = 0
  const waiting: Json[] = [value]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isOutOfRange(at)) return Number.NaN
    if (typeof at !== 'object' || at === null) continue
    const members = Object.values(at)
    if (!Array.isArray(at)) count += members.length
    for (const member of members) waiting.push(member)
  }
  return count
}

const parseJson = (text: string): Json => {
  try {
    return JSON.parse(text)
  } catch {
    return throwD3137('Invalid JSON')
  }
}

/** AWS refuses JSON that JavaScript accepts: duplicate keys in an object, and numbers that are too large. */
const parse = (text: string | undefined): unknown => {
  if (text === undefined) return undefined
  const value = parseJson(text)
  return countMembers(value) === countKeys(text) ? value : throwD3137('Invalid JSON')
}

/** AWS's message for a value that is not an array names the type `undefined` (recorded). */
const partition = (items: unknown, size: number | undefined): unknown => {
  if (items === undefined) return undefined
  if (!Array.isArray(items)) throw { code: 'T0412', index: 1 } satisfies JsonataError
  const length = Math.trunc(size ?? items.length)
  if (length < 0) throwD3137('Second argument must be zero or greater')
  if (length === 0 || items.length === 0) return undefined
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length))
}

const MOST_IN_RANGE = 360_145

const range = (first: number, last: number, by: number | undefined): unknown => {
  if (first === undefined || last === undefined || by === undefined) return undefined
  const [start, end, step] = [Math.trunc(first), Math.trunc(last), Math.trunc(by)]
  const count = step === 0 ? 0 : Math.floor((end - start) / step) + 1
  if (count <= 0) return undefined
  if (count > MOST_IN_RANGE) refuseMemory()
  return asSequence(Array.from({ length: count }, (_, i) => start + i * step))
}

const hash = (text: string | undefined, algorithm: string | undefined): unknown => {
  if (text === undefined || algorithm === undefined) return undefined
  return hashOf(text, algorithm) ?? throwD3137(`Hash algorithm '${algorithm}' must be one of ${algorithmNames}`)
}

function random(this: Focus, seed?: number): number {
  return seed === undefined ? evaluationIn(this).system.random() : javaRandom(seed)
}

function uuid(this: Focus): string {
  return evaluationIn(this).system.uuid()
}

/**
 * The functions that Step Functions adds to JSONata (AWS developer guide, Transforming data with JSONata), with jsonata's signatures. Their
 * results for odd arguments were measured on AWS.
 */
export const addedFunctions = {
  parse: ['<s?:x>', parse],
  partition: ['<xn?:a>', partition],
  range: ['<nnn?:a>', range],
  hash: ['<ss?:s>', hash],
  random: ['<n?:n>', random],
  uuid: ['<:s>', uuid],
} as const satisfies Readonly<Record<string, readonly [signature: string, Native]>>
