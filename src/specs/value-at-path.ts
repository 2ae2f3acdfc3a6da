/** The value of an object's own property; `undefined` if the value is not an object or has no such property. */
export const ownValue = (object: unknown, key: PropertyKey): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, key) ? Reflect.get(object, key) : undefined

/** The value at a path; `undefined` if there is none. */
export const valueAtPath = (root: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, key) => ownValue(value, key), root)
