import { isJsonObject } from '../json.ts'

/** An error name and its cause in one line. Of a cause that a worker wrote, JSON with a stack, the message and the place. */
export const showFailure = (error: unknown, cause: unknown): string =>
  [error, messageIn(cause)].filter((part) => typeof part === 'string' && part !== '').join(': ')

const messageIn = (cause: unknown): unknown => {
  if (typeof cause !== 'string') return cause
  try {
    const parsed: unknown = JSON.parse(cause)
    if (!isJsonObject(parsed) || typeof parsed.message !== 'string') return cause
    return [parsed.message, firstFrame(parsed.stack)].filter(Boolean).join(' ')
  } catch {
    return cause
  }
}

const firstFrame = (stack: unknown): string | undefined =>
  typeof stack === 'string'
    ? stack
        .split('\n')
        .find((line) => /^\s+at /.test(line))
        ?.trim()
    : undefined
