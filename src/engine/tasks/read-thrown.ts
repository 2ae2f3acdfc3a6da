/** What can be told of something that was thrown: texts only, whatever it is. */
export interface Thrown {
  /** `error` and `cause` of a TaskError. */
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly name: string | undefined
  readonly message: string
  readonly stack: string | undefined
}

/** Reads what a handler threw, which may be anything: a text, nothing, an object whose members throw in their turn. */
export const readThrown = (thrown: unknown): Thrown => ({
  error: textIn(thrown, 'error'),
  cause: textIn(thrown, 'cause'),
  name: textIn(thrown, 'name'),
  message: textIn(thrown, 'message') ?? written(thrown),
  stack: textIn(thrown, 'stack'),
})

const textIn = (thrown: unknown, member: string): string | undefined => {
  try {
    const text: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, member) : undefined
    return typeof text === 'string' ? text : undefined
  } catch {
    return undefined
  }
}

const written = (thrown: unknown): string => {
  try {
    return typeof thrown === 'object' && thrown !== null ? JSON.stringify(thrown) : String(thrown)
  } catch {
    return 'something that cannot be written as a text'
  }
}
