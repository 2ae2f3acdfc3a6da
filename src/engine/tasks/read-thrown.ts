import { StateFailure } from '../interpreter/recovery/state-failure.ts'

/** The facts of a thrown value of any type, as strings. */
export interface ThrownFacts {
  /** `error` and `cause` of a TaskError. */
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly name: string | undefined
  readonly message: string
  readonly stack: string | undefined
}

/** Reads a value that a handler threw. The value may be of any type: a string, `undefined`, an object whose getters throw. */
export const readThrown = (thrown: unknown): ThrownFacts => ({
  error: stringAt(thrown, 'error'),
  cause: stringAt(thrown, 'cause'),
  name: stringAt(thrown, 'name'),
  message: stringAt(thrown, 'message') ?? written(thrown),
  stack: stringAt(thrown, 'stack'),
})

/** The failure of a task whose handler threw: `error` and `cause` of a TaskError, else the error's name and message. */
export const toTaskFailure = (thrown: unknown): StateFailure => {
  const { error, cause, name, message } = readThrown(thrown)
  return new StateFailure(error ?? name ?? 'States.TaskFailed', cause ?? message, { isTerminal: false })
}

const stringAt = (thrown: unknown, member: string): string | undefined => {
  try {
    const value: unknown = typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, member) : undefined
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

const written = (thrown: unknown): string => {
  try {
    return typeof thrown === 'object' && thrown !== null ? JSON.stringify(thrown) : String(thrown)
  } catch {
    return 'a value that cannot be written as a string'
  }
}
