import { isJsonObject } from '../../../json.ts'
import { parseOrKeep } from './format.ts'

/** A cause for people: the message and the stack trace of a Lambda function, other JSON indented, and any other string as it is. */
export const showCause = (cause: string): string => {
  const value = parseOrKeep(cause)
  if (!isJsonObject(value)) return cause
  const { errorMessage: message, trace, stackTrace = trace } = value
  if (typeof message !== 'string') return JSON.stringify(value, null, 2)
  return [message, ...(Array.isArray(stackTrace) ? stackTrace : [])].join('\n')
}
