import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../json.ts'

/**
 * The text of an execution's input; no input is `{}`, as on AWS.
 * @throws TypeError where the value is not JSON, RangeError where its text exceeds 262,144 bytes of UTF-8.
 */
export const encodeInput = (input: unknown = {}): string => {
  const text = stringify(input)
  const bytes = byteLength(text)
  if (bytes <= MAX_PAYLOAD_BYTES) return text
  throw new RangeError(
    `the input has ${bytes.toLocaleString('en')} bytes, Step Functions takes ${MAX_PAYLOAD_BYTES.toLocaleString('en')} ` +
      'at most: put the large part into S3 with offloadToS3',
  )
}

/** A payload as AWS returned it; `undefined` where AWS left it out. */
export const decodePayload = (text: string | undefined): Json | undefined =>
  text === undefined ? undefined : JSON.parse(text)

const stringify = (input: unknown): string => {
  const text = attempt(input)
  if (text === undefined) throw new TypeError(`the input is not JSON: it is a ${typeof input}`)
  return text
}

const attempt = (input: unknown): string | undefined => {
  try {
    return JSON.stringify(input)
  } catch (cause) {
    throw new TypeError(`the input is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
