import { inspect } from 'node:util'
import { causeText } from '../errors.ts'

/** The fields of SendTaskFailure. */
export interface TaskFailure {
  readonly error: string
  readonly cause?: string | undefined
}

/** The limits of SendTaskFailure (Step Functions API reference), in characters. */
const MAX_ERROR = 256
const MAX_CAUSE = 32_768

/**
 * The failure of a task whose handler threw this value. A TaskError, or an object like it, has its own error and cause. For any other error,
 * `error` is its member `error` or its name, or the name of its class if the class sets none, and `cause` is JSON: `{ message, stack, errors, cause }`. It never throws, even if the
 * getters of the value do.
 */
export const taskFailure = (thrown: unknown): TaskFailure => {
  const { error, cause } = read(thrown)
  return {
    error: truncate(error, MAX_ERROR),
    cause: cause === undefined ? undefined : truncate(cause, MAX_CAUSE),
  }
}

const read = (thrown: unknown): TaskFailure => {
  try {
    if (isNamedError(thrown)) return { error: thrown.error, cause: causeOfNamed(thrown) }
    return { error: nameOf(thrown), cause: causeOf(thrown) }
  } catch (problem) {
    return { error: 'Error', cause: JSON.stringify({ message: unreadableMessage(problem) }) }
  }
}

const unreadableMessage = (problem: unknown): string => {
  const message = 'the handler threw a value that cannot be read'
  try {
    return `${message}: ${describeThrown(problem)}`
  } catch {
    return message
  }
}

interface NamedError {
  readonly error: string
  readonly cause?: unknown
}

/** By shape: the TaskError of another copy of this package is one as well, and so is `{ error: 'OutOfStock', cause: 'no books' }`. */
const isNamedError = (thrown: unknown): thrown is NamedError =>
  typeof thrown === 'object' &&
  thrown !== null &&
  'error' in thrown &&
  typeof thrown.error === 'string' &&
  thrown.error !== ''

/** A TaskError without a cause has none: its message is its name. Other errors without a string as their cause keep their message and stack. */
const causeOfNamed = (thrown: NamedError): string | undefined => {
  const { error, cause } = thrown
  if (!(thrown instanceof Error) || typeof cause === 'string') return causeText(cause)
  return cause === undefined && thrown.message === error ? undefined : causeOf(thrown)
}

/** `class CardDeclined extends Error {}` inherits the name `Error`; the intended name is `CardDeclined`. */
const nameOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'Error'
  const prototype: unknown = Object.getPrototypeOf(thrown)
  const named = Object.hasOwn(thrown, 'name') || Object.hasOwn(Object(prototype), 'name')
  return describeThrown(named ? thrown.name : thrown.constructor.name) || 'Error'
}

const causeOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return JSON.stringify({ message: describeThrown(thrown) })
  const { stack, cause } = thrown
  const message = messageOf(thrown)
  const full = JSON.stringify({ message, stack, ...innerErrors(thrown), ...innerCause(cause) })
  return full.length <= MAX_CAUSE ? full : JSON.stringify({ message: shorten(message) })
}

/** The maximum number of errors of an AggregateError, and of nested causes, that are included. */
const MAX_INNER = 5

const innerErrors = ({ errors }: Error & { readonly errors?: unknown }): { errors?: object[] } =>
  Array.isArray(errors) ? { errors: errors.slice(0, MAX_INNER).map((error) => innerError(error, 1)) } : {}

/** Cyclic chains of causes terminate. */
const innerCause = (cause: unknown, depth = 1): { cause?: object } =>
  cause === undefined || depth > MAX_INNER ? {} : { cause: innerError(cause, depth) }

/** An inner error has no stack. */
const innerError = (error: unknown, depth: number): object =>
  error instanceof Error
    ? { name: nameOf(error), message: messageOf(error), ...innerCause(error.cause, depth + 1) }
    : { message: describeThrown(error) }

/** The message of an error may be any value. */
const messageOf = ({ message }: { readonly message: unknown }): string => describeThrown(message)

/** A thrown value that is not an error, as a string. */
export const describeThrown = (value: unknown): string => (typeof value === 'string' ? value : inspect(value))

/** Shortens a message so that the cause, which is JSON, need not be truncated and can be parsed. */
const shorten = (message: string): string => {
  const available = MAX_CAUSE - JSON.stringify({ message: '' }).length
  let part = truncate(message, available)
  while (JSON.stringify(part).length - 2 > available) part = truncate(part, Math.floor(part.length * 0.9))
  return part
}

/** The first `length` characters, or one less if the last one would be half of a surrogate pair. */
const truncate = (text: string, length: number): string => {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}
