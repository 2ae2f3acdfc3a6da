import { MAX_PAYLOAD_BYTES } from '../../../json.ts'

/**
 * Reads the streams among the members of a response. A stream is read only so far that its size exceeds the limit of a payload, after
 * which the task fails.
 */
export const readStreams = async (response: object): Promise<object> => {
  const members = Object.entries(response)
  if (!members.some(([, value]) => isStream(value))) return response
  const read: [string, unknown][] = []
  for (const [name, value] of members) read.push([name, isStream(value) ? await readStream(value) : value])
  return Object.fromEntries(read)
}

/** Reads a stream of bytes, up to a little more than the limit of a payload. */
export const readStream = async (stream: AsyncIterable<unknown>): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stream) {
    const bytes =
      typeof chunk === 'string' ? Buffer.from(chunk) : chunk instanceof Uint8Array ? Buffer.from(chunk) : undefined
    if (!bytes) throw new TypeError('a stream of bytes must yield bytes or strings')
    chunks.push(bytes)
    size += bytes.length
    if (size > MAX_PAYLOAD_BYTES) break
  }
  return Buffer.concat(chunks)
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value && !(value instanceof Uint8Array)
