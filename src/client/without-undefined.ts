type WithoutUndefined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

/** Returns an object without the fields that are `undefined`. */
export const withoutUndefined = <T extends object>(fields: T): WithoutUndefined<T> => {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as WithoutUndefined<T>
}
