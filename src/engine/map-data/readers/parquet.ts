import { buffer } from 'node:stream/consumers'
import type { AsyncBuffer } from 'hyparquet'
import type { Json } from '../../../json.ts'
import { type DataFile, type FileReader, sourceOf } from '../data-file.ts'
import { itemReaderFailure } from '../item-reader-failure.ts'

/** The largest footer and row group (developer guide, input-output-itemreader). */
const MAX_FOOTER_BYTES = 5 * 1024 ** 2
const MAX_ROW_GROUP_BYTES = 256 * 1024 ** 2

/** Reads the rows of a Parquet file, one row group after the other. */
export const readParquet: FileReader = async function* (dataFile) {
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ])
  const file = await openBuffer(dataFile)
  const metadata = await parquetMetadataAsync(file)
  if (metadata.metadata_length > MAX_FOOTER_BYTES) throw tooLarge(dataFile, 'footer', '5 MB')
  let rowStart = 0
  for (const group of metadata.row_groups) {
    if (Number(group.total_compressed_size ?? group.total_byte_size) > MAX_ROW_GROUP_BYTES)
      throw tooLarge(dataFile, 'row group', '256 MB')
    const rowEnd = rowStart + Number(group.num_rows)
    const rows = await parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd })
    for (const row of rows) yield { value: toJson(row) }
    rowStart = rowEnd
  }
}

const tooLarge = ({ location }: DataFile, part: string, limit: string) =>
  itemReaderFailure(`The Parquet file ${sourceOf(location)} has a ${part} that is larger than ${limit}`)

/** A file as hyparquet reads it: ranges of its bytes. */
const openBuffer = async ({ objects, location, signal }: DataFile): Promise<AsyncBuffer> => {
  const { size } = await objects.head(location, { signal })
  return {
    byteLength: size,
    slice: async (start, end = size) => {
      if (start >= end) return new ArrayBuffer(0)
      const range = start < 0 ? { suffix: -start } : { first: start, last: end - 1 }
      const { body } = await objects.get(location, { signal, range })
      const bytes = await buffer(body)
      return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
    },
  }
}

/** A value of Parquet as JSON: integers of 64 bits as numbers, dates as ISO 8601, bytes as Base64, and null for what JSON cannot express. */
const toJson = (value: unknown): Json => {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  if (Array.isArray(value)) return value.map(toJson)
  if (typeof value !== 'object') return null
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]))
}
