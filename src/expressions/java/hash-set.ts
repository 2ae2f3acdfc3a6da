import type { Json } from '../../json.ts'
import { isEqual } from '../equality.ts'

const stringHash = (text: string): number => {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(31, hash) + text.charCodeAt(i)) | 0
  return hash
}

const bits = new DataView(new ArrayBuffer(8))

/** An integer hashes as itself, or as the halves of its 64 bits; any other number as the halves of its IEEE 754 form. */
const numberHash = (value: number): number => {
  if ((value | 0) === value) return value
  if (Number.isSafeInteger(value)) bits.setBigInt64(0, BigInt(value))
  else bits.setFloat64(0, value)
  return bits.getInt32(0) ^ bits.getInt32(4)
}

/** The hash codes of Jackson's nodes: those of lists, maps and strings are Java's. */
const hashCode = (value: Json): number => {
  if (typeof value === 'string') return stringHash(value)
  if (typeof value === 'number') return numberHash(value)
  if (typeof value === 'boolean') return value ? 3 : 1
  if (value === null) return 4
  if (Array.isArray(value)) return value.reduce<number>((hash, item) => (Math.imul(31, hash) + hashCode(item)) | 0, 1)
  return Object.entries(value).reduce((sum, [key, member]) => (sum + (stringHash(key) ^ hashCode(member))) | 0, 0)
}

const FIRST_CAPACITY = 16
const LOAD_FACTOR = 0.75
/** The longest bin of a small table; a longer one makes the table grow. */
const LONGEST_BIN = 8
const LEAST_CAPACITY_FOR_TREES = 64

interface Entry {
  readonly hash: number
  readonly value: Json
}

/**
 * The distinct items of an array in the order of a `java.util.HashSet` to which they were added one by one: by bin, then by insertion. For
 * more than eight items in one bin of a large table, the order differs from Java's.
 */
export const hashSetItems = (items: readonly Json[]): Json[] => {
  let bins: Entry[][] = emptyBins(FIRST_CAPACITY)
  let size = 0
  const grow = () => {
    const entries = bins.flat()
    bins = emptyBins(bins.length * 2)
    for (const entry of entries) binOf(bins, entry.hash).push(entry)
  }
  for (const value of items) {
    const code = hashCode(value)
    const hash = code ^ (code >>> 16)
    const bin = binOf(bins, hash)
    if (bin.some((entry) => entry.hash === hash && isEqual(entry.value, value))) continue
    bin.push({ hash, value })
    size++
    if (bin.length > LONGEST_BIN && bins.length < LEAST_CAPACITY_FOR_TREES) grow()
    if (size > bins.length * LOAD_FACTOR) grow()
  }
  return bins.flat().map(({ value }) => value)
}

const emptyBins = (capacity: number): Entry[][] => Array.from({ length: capacity }, () => [])

const binOf = (bins: readonly Entry[][], hash: number): Entry[] => bins[hash & (bins.length - 1)] ?? []
