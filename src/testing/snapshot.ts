/**
 * The members of a value and of all arrays and plain objects in it. Comparing them takes less time than writing the value as JSON.
 * Instances of classes, such as schemas, are compared by identity.
 */
export class Snapshot {
  readonly #objects: ReadonlyMap<Members, readonly Member[]>

  /** @param value - must not contain itself. */
  constructor(value: object) {
    const objects = new Map<Members, readonly Member[]>()
    record(value, objects)
    this.#objects = objects
  }

  /** True if the value still has the same members, in the same order. */
  isCurrent(): boolean {
    for (const [object, members] of this.#objects) if (!hasMembers(object, members)) return false
    return true
  }
}

type Members = Readonly<Record<string, unknown>>

type Member = readonly [key: string, value: unknown]

const record = (value: unknown, objects: Map<Members, readonly Member[]>): void => {
  if (!isPlain(value) || objects.has(value)) return
  const members = Object.entries(value)
  objects.set(value, members)
  for (const [, member] of members) record(member, objects)
}

const isPlain = (value: unknown): value is Members => {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === Array.prototype || prototype === null
}

const hasMembers = (object: Members, members: readonly Member[]): boolean => {
  const keys = Object.keys(object)
  if (keys.length !== members.length) return false
  let index = 0
  for (const [key, value] of members) if (keys[index++] !== key || object[key] !== value) return false
  return true
}
