import { inspect } from 'node:util'

/** What SendTaskFailure takes. */
export interface TaskFailure {
  readonly error: string
  readonly cause?: string | undefined
}

/** The limits of SendTaskFailure (Step Functions API reference), in characters. */
const MAX_ERROR = 256
const MAX_CAUSE = 32_768

/**
 * What a handler threw, as Step Functions takes it. A TaskError speaks for itself. Of any other error, the name is the one
 * that `catch` matches (a class's own name where it sets none), and the cause is JSON: `{ message, stack, errors, cause }`. It never throws,
 * whatever the getters of that value do.
 */
export const taskFailure = (thrown: unknown): TaskFailure => {
  const { error, cause } = read(thrown)
  return {
    error: cut(error, MAX_ERROR),
    cause: cause === undefined ? undefined : cut(cause, MAX_CAUSE),
  }
}

const read = (thrown: unknown): TaskFailure => {
  try {
    if (isTaskError(thrown)) return { error: thrown.error, cause: thrown.cause }
    return { error: nameOf(thrown), cause: causeOf(thrown) }
  } catch (trouble) {
    return { error: 'Error', cause: JSON.stringify({ message: unreadable(trouble) }) }
  }
}

const unreadable = (trouble: unknown): string => {
  const what = 'something was thrown that cannot be read'
  try {
    return `${what}: ${textOf(trouble)}`
  } catch {
    return what
  }
}

/** By shape: the TaskError of another copy of this package speaks for itself as well. */
const isTaskError = (thrown: unknown): thrown is TaskFailure => {
  if (!(thrown instanceof Error)) return false
  const { error, cause }: { error?: unknown; cause?: unknown } = thrown
  return typeof error === 'string' && (cause === undefined || typeof cause === 'string')
}

/** `class CardDeclined extends Error {}` inherits the name `Error`; whoever throws it means `CardDeclined`. */
const nameOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'Error'
  const prototype: unknown = Object.getPrototypeOf(thrown)
  const named = Object.hasOwn(thrown, 'name') || Object.hasOwn(Object(prototype), 'name')
  return textOf(named ? thrown.name : thrown.constructor.name) || 'Error'
}

const causeOf = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return JSON.stringify({ message: textOf(thrown) })
  const { stack, cause } = thrown
  const message = messageOf(thrown)
  const full = JSON.stringify({ message, stack, ...innerErrors(thrown), ...innerCause(cause) })
  return full.length <= MAX_CAUSE ? full : JSON.stringify({ message: shorten(message) })
}

/** How many errors of an AggregateError, and how many causes of causes, are told. */
const MOST_INNER = 5

const innerErrors = ({ errors }: Error & { readonly errors?: unknown }): { errors?: object[] } =>
  Array.isArray(errors) ? { errors: errors.slice(0, MOST_INNER).map((error) => inner(error, 1)) } : {}

/** A chain that bites its own tail ends. */
const innerCause = (cause: unknown, depth = 1): { cause?: object } =>
  cause === undefined || depth > MOST_INNER ? {} : { cause: inner(cause, depth) }

/** Told without its stack. */
const inner = (error: unknown, depth: number): object =>
  error instanceof Error
    ? { name: nameOf(error), message: messageOf(error), ...innerCause(error.cause, depth + 1) }
    : { message: textOf(error) }

/** Nobody keeps an error's message from being something else than a text. */
const messageOf = ({ message }: { readonly message: unknown }): string => textOf(message)

/** What was thrown, if it is no error. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : inspect(value))

/** So much of a message that the cause, its JSON, is not cut and can still be parsed. */
const shorten = (message: string): string => {
  const room = MAX_CAUSE - JSON.stringify({ message: '' }).length
  let part = cut(message, room)
  while (JSON.stringify(part).length - 2 > room) part = cut(part, Math.floor(part.length * 0.9))
  return part
}

/** The first `length` characters, or one less where that would halve a surrogate pair. */
const cut = (text: string, length: number): string => {
  if (text.length <= length) return text
  const last = text.charCodeAt(length - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length)
}
