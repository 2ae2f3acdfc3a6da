import { byteLength } from '../json.ts'
import { locationOf, type PointerTarget, pointerTo } from './pointer.ts'

/** A value to store as an object: its location and its JSON. */
export interface OffloadedObject {
  readonly location: PointerTarget
  readonly json: Buffer
}

/** A value with pointers, and the objects that they point to. */
export interface ShrinkResult {
  readonly value: unknown
  readonly objects: readonly OffloadedObject[]
}

export interface ShrinkOptions {
  /** The maximum length of the JSON. */
  readonly thresholdBytes: number
  /** The members of the root to replace, each as a whole. Default: the fewest values that suffice. */
  readonly keys?: readonly string[] | undefined
  readonly locate: (json: Buffer) => PointerTarget
}

/** A member of an object or an array. `bytes` is the current length of its JSON, `json` its original JSON. */
interface Member extends ShrinkResult {
  readonly key: string
  readonly bytes: number
  readonly json: string
}

/**
 * Makes a value's JSON fit into the threshold. At any depth, values that exceed it on their own are replaced by pointers: strings whole,
 * arrays whole (unless their items are so large), objects only if it does not suffice to replace members of them. If the root is an object
 * and still too large, its largest members are replaced as well. A value that has no JSON is returned as it is, and so is one that is not an
 * object if `keys` name the members to replace.
 */
export const shrink = (root: unknown, options: ShrinkOptions): ShrinkResult => {
  const unchanged = { value: root, objects: [] }
  if (!isRecord(root)) return options.keys || !hasContent(root) ? unchanged : shrinkWhole(root, options)
  const members = attempt(() => membersOf(root))
  if (!members || lengthOf(root, members) <= options.thresholdBytes) return unchanged
  const { keys = options.thresholdBytes === 0 ? Object.keys(root) : undefined } = options
  const shrunk = keys
    ? members.map((member) => (keys.includes(member.key) ? replaceMember(member, options) : member))
    : replaceLargest(root, members, options)
  return assemble(root, shrunk)
}

const shrinkWhole = (root: string | readonly unknown[], options: ShrinkOptions): ShrinkResult => {
  const [member] = attempt(() => membersOf([root])) ?? []
  if (!member) return { value: root, objects: [] }
  const { value, objects } = shrinkMember(member, options)
  return { value, objects }
}

/** True if a value that is not an object may be large. */
const hasContent = (value: unknown): value is string | readonly unknown[] =>
  typeof value === 'string' || Array.isArray(value)

const replaceLargest = (root: object, members: readonly Member[], options: ShrinkOptions): Member[] => {
  const shrunk = members.map((member) => shrinkMember(member, options))
  let length = lengthOf(root, shrunk)
  const bySize = [...shrunk.keys()].sort((a, b) => (shrunk[b]?.bytes ?? 0) - (shrunk[a]?.bytes ?? 0))
  for (const index of bySize) {
    const [before, whole] = [shrunk[index], members[index]]
    if (length <= options.thresholdBytes || !before || !whole) break
    const after = replaceMember(whole, options)
    if (after.bytes >= before.bytes) break
    shrunk[index] = after
    length += after.bytes - before.bytes
  }
  return shrunk
}

const shrinkMember = (member: Member, options: ShrinkOptions): Member => {
  const { value, bytes } = member
  if (bytes <= options.thresholdBytes) return member
  const divisible = Array.isArray(value) ? bytes / value.length > options.thresholdBytes : isRecord(value)
  if (!divisible) return replaceMember(member, options)
  const members = membersOf(Object(value)).map((inner) => shrinkMember(inner, options))
  const length = lengthOf(Object(value), members)
  if (length > options.thresholdBytes) return replaceMember(member, options)
  return { ...member, ...assemble(Object(value), members), bytes: length }
}

/** A pointer instead of the member, or the member itself if it is a pointer. */
const replaceMember = (member: Member, { locate }: ShrinkOptions): Member => {
  if (locationOf(member.value)) return member
  const json = Buffer.from(member.json)
  const location = locate(json)
  const pointer = pointerTo(location)
  return { ...member, value: pointer, bytes: byteLength(JSON.stringify(pointer)), objects: [{ location, json }] }
}

const membersOf = (value: object): Member[] =>
  Object.entries(value).flatMap(([key, member]) => {
    const json = JSON.stringify(member) ?? (Array.isArray(value) ? 'null' : undefined)
    return json === undefined ? [] : [{ key, value: member, json, bytes: byteLength(json), objects: [] }]
  })

/** The length of the JSON of an array or object with these members: brackets, commas, keys and colons included. */
const lengthOf = (value: object, members: readonly Member[]): number =>
  members.reduce((sum, { key, bytes }) => {
    const keyBytes = Array.isArray(value) ? 0 : byteLength(JSON.stringify(key)) + 1
    return sum + keyBytes + bytes + 1
  }, 1)

const assemble = (value: object, members: readonly Member[]): ShrinkResult => ({
  value: Array.isArray(value)
    ? members.map((member) => member.value)
    : Object.fromEntries(members.map((member) => [member.key, member.value])),
  objects: members.flatMap(({ objects }) => objects),
})

/** True if JSON writes the value as an object, member by member. */
const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !('toJSON' in value)

const attempt = <T>(call: () => T): T | undefined => {
  try {
    return call()
  } catch {
    return undefined
  }
}
