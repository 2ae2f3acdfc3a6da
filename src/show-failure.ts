import { isJsonObject } from './json.ts'

/**
 * An error name and its cause in one line. If the cause is the JSON that a worker or Lambda writes, the line has its message and the
 * first frame of its stack.
 */
export const showFailure = (error: unknown, cause: unknown): string =>
  [error, messageIn(cause)].filter((part) => typeof part === 'string' && part !== '').join(': ')

const messageIn = (cause: unknown): unknown => {
  if (typeof cause !== 'string') return cause
  try {
    const parsed: unknown = JSON.parse(cause)
    if (!isJsonObject(parsed)) return cause
    const { message = parsed.errorMessage, stack = parsed.trace } = parsed
    return typeof message === 'string' ? [message, firstFrame(stack)].filter(Boolean).join(' ') : cause
  } catch {
    return cause
  }
}

/** A worker writes a stack as one string, Lambda as an array of lines. */
const firstFrame = (stack: unknown): string | undefined => {
  const lines: readonly unknown[] = Array.isArray(stack) ? stack : String(stack).split('\n')
  return lines
    .map(String)
    .find((line) => /^\s+at /.test(line))
    ?.trim()
}
