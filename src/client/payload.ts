import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../json.ts'

/**
 * Converts an execution's input to JSON; no input is `{}`, as on AWS.
 * @throws TypeError if the value cannot be converted; RangeError if the JSON exceeds 262,144 bytes of UTF-8.
 */
export const encodeInput = (input: unknown = {}): string => encodePayload('input', input)

/** Converts a task's output to JSON, as {@link encodeInput}; no output is `null`. */
export const encodeOutput = (output: unknown = null): string => encodePayload('output', output)

const encodePayload = (label: string, value: unknown): string => {
  const json = stringify(label, value)
  const bytes = byteLength(json)
  if (bytes <= MAX_PAYLOAD_BYTES) return json
  throw new RangeError(
    `the ${label} has ${bytes.toLocaleString('en')} bytes, Step Functions accepts at most ` +
      `${MAX_PAYLOAD_BYTES.toLocaleString('en')}: put the large part into S3 with offloadToS3`,
  )
}

/** Parses a payload of AWS; returns `undefined` if AWS left it out. */
export const decodePayload = (json: string | undefined): Json | undefined =>
  json === undefined ? undefined : JSON.parse(json)

const stringify = (label: string, value: unknown): string => {
  const json = tryStringify(label, value)
  if (json === undefined) throw new TypeError(`the ${label} is not JSON: it is a ${typeof value}`)
  return json
}

const tryStringify = (label: string, value: unknown): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new TypeError(`the ${label} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
