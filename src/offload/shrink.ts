import { byteLength } from '../json.ts'
import { locationOf, type ObjectLocation, pointerTo } from './pointer.ts'

/** A value that goes elsewhere: its JSON, and where it goes. */
export interface Taken {
  readonly location: ObjectLocation
  readonly json: Buffer
}

/** A value with pointers in the place of what was taken out of it. */
export interface Shrunk {
  readonly value: unknown
  readonly taken: readonly Taken[]
}

export interface Shrinking {
  /** The most bytes that the JSON shall have. */
  readonly thresholdBytes: number
  /** The members of the root that go, each whole. By default, as little goes as will do. */
  readonly keys?: readonly string[] | undefined
  readonly locate: (json: Buffer) => ObjectLocation
}

/** What is known about a part of the value: its length in bytes, and its JSON as long as nothing was taken out of it. */
interface Part extends Shrunk {
  readonly key: string
  readonly bytes: number
  readonly json: string
}

/**
 * Makes an object fit into the threshold. The values that are over it on their own go, each as one object, at any depth: arrays whole
 * (unless their items are so large), objects only where taking their members is not enough. If that will not do, the root's largest
 * members follow. Anything but an object is left alone, and so is what has no JSON.
 */
export const shrink = (root: unknown, shrinking: Shrinking): Shrunk => {
  const untouched = { value: root, taken: [] }
  if (!isRecord(root)) return untouched
  const parts = attempt(() => partsOf(root))
  if (!parts || lengthOf(root, parts) <= shrinking.thresholdBytes) return untouched
  const { keys = shrinking.thresholdBytes === 0 ? Object.keys(root) : undefined } = shrinking
  const rest = keys
    ? parts.map((part) => (keys.includes(part.key) ? takeWhole(part, shrinking) : part))
    : takeLargest(root, parts, shrinking)
  return assemble(root, rest)
}

const takeLargest = (root: object, parts: readonly Part[], shrinking: Shrinking): Part[] => {
  const fitted = parts.map((part) => squeeze(part, shrinking))
  let length = lengthOf(root, fitted)
  const bySize = [...fitted.keys()].sort((a, b) => (fitted[b]?.bytes ?? 0) - (fitted[a]?.bytes ?? 0))
  for (const index of bySize) {
    const [before, whole] = [fitted[index], parts[index]]
    if (length <= shrinking.thresholdBytes || !before || !whole) break
    const after = takeWhole(whole, shrinking)
    if (after.bytes >= before.bytes) break
    fitted[index] = after
    length += after.bytes - before.bytes
  }
  return fitted
}

const squeeze = (part: Part, shrinking: Shrinking): Part => {
  const { value, bytes } = part
  if (bytes <= shrinking.thresholdBytes) return part
  const divisible = Array.isArray(value) ? bytes / value.length > shrinking.thresholdBytes : isRecord(value)
  if (!divisible) return takeWhole(part, shrinking)
  const members = partsOf(Object(value)).map((member) => squeeze(member, shrinking))
  const length = lengthOf(Object(value), members)
  if (length > shrinking.thresholdBytes) return takeWhole(part, shrinking)
  return { ...part, ...assemble(Object(value), members), bytes: length }
}

/** A pointer in the place of the part, or the part itself where it is one already. */
const takeWhole = (part: Part, { locate }: Shrinking): Part => {
  if (locationOf(part.value)) return part
  const json = Buffer.from(part.json)
  const location = locate(json)
  const pointer = pointerTo(location)
  return { ...part, value: pointer, bytes: byteLength(JSON.stringify(pointer)), taken: [{ location, json }] }
}

const partsOf = (value: object): Part[] =>
  Object.entries(value).flatMap(([key, member]) => {
    const json = JSON.stringify(member) ?? (Array.isArray(value) ? 'null' : undefined)
    return json === undefined ? [] : [{ key, value: member, json, bytes: byteLength(json), taken: [] }]
  })

/** The length of the JSON of an array or object with these members: brackets, commas, keys and colons included. */
const lengthOf = (value: object, parts: readonly Part[]): number =>
  parts.reduce((sum, { key, bytes }) => {
    const label = Array.isArray(value) ? 0 : byteLength(JSON.stringify(key)) + 1
    return sum + label + bytes + 1
  }, 1)

const assemble = (value: object, parts: readonly Part[]): Shrunk => ({
  value: Array.isArray(value)
    ? parts.map((part) => part.value)
    : Object.fromEntries(parts.map((part) => [part.key, part.value])),
  taken: parts.flatMap(({ taken }) => taken),
})

/** What JSON writes as an object, member by member. */
const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)

const attempt = <T>(call: () => T): T | undefined => {
  try {
    return call()
  } catch {
    return undefined
  }
}
