import { isJsonObject } from '../json.ts'

/** An error name and its cause in one line. A cause that a worker wrote is JSON with a stack, of which the message is told. */
export const showFailure = (error: unknown, cause: unknown): string =>
  [error, messageIn(cause)].filter((part) => typeof part === 'string' && part !== '').join(': ')

const messageIn = (cause: unknown): unknown => {
  if (typeof cause !== 'string') return cause
  try {
    const parsed: unknown = JSON.parse(cause)
    return isJsonObject(parsed) && typeof parsed.message === 'string' ? parsed.message : cause
  } catch {
    return cause
  }
}
