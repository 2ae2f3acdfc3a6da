import { byteLength, type Json, MAX_PAYLOAD_BYTES } from '../json.ts'

/**
 * Converts an execution's input to JSON; no input is `{}`, as on AWS.
 * @throws TypeError if the value cannot be converted; RangeError if the JSON exceeds 262,144 bytes of UTF-8.
 */
export const encodeInput = (input: unknown = {}): string => encodeBounded(input, 'the input')

/** Converts a task's output to JSON, as {@link encodeInput}; no output is `null`. */
export const encodeOutput = (output: unknown = null): string => encodeBounded(output, 'the output')

const encodeBounded = (value: unknown, label: string): string => {
  const json = encodePayload(value, label)
  const bytes = byteLength(json)
  if (bytes <= MAX_PAYLOAD_BYTES) return json
  throw new RangeError(
    `${label} has ${bytes.toLocaleString('en')} bytes, Step Functions accepts at most ` +
      `${MAX_PAYLOAD_BYTES.toLocaleString('en')}: put the large part into S3 with offloadToS3`,
  )
}

/** Parses a payload of AWS; returns `undefined` if AWS left it out. */
export const decodePayload = (json: string | undefined): Json | undefined =>
  json === undefined ? undefined : JSON.parse(json)

/**
 * Converts a value to JSON.
 * @param label what messages call the value: `the input`.
 * @throws TypeError if the value cannot be converted.
 */
export const encodePayload = (value: unknown, label: string): string => {
  const json = tryStringify(value, label)
  if (json === undefined) throw new TypeError(`${label} is not JSON: it is a ${typeof value}`)
  return json
}

const tryStringify = (value: unknown, label: string): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch (cause) {
    throw new TypeError(`${label} is not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}
