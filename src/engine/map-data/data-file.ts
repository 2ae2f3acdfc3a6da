import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Json } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { AslReaderConfig } from '../interpreter/program/asl.ts'
import type { ObjectLocation, ObjectReader } from '../s3/object-storage.ts'
import { itemReaderFailure } from './item-reader-failure.ts'

/** An object of S3 that holds items. */
export interface DataFile {
  readonly location: ObjectLocation
  readonly objects: ObjectReader
  readonly signal: StopSignal
}

/** One item of a file. */
export interface FileItem {
  readonly value: Json
  /** The item's name, if it is a member of an object. */
  readonly key?: string
}

/** Reads the items of a file one after the other: it holds no more of the file than an item and a chunk need. */
export type FileReader = (file: DataFile, config: AslReaderConfig) => AsyncIterable<FileItem>

/** The largest file that a distributed Map reads, and the largest item (developer guide, input-output-itemreader). */
const MAX_FILE_BYTES = 10 * 1024 ** 3
export const MAX_ITEM_BYTES = 8 * 1024 ** 2

/** `S3://bucket/key`, as `$$.Map.Item.Source` spells it. */
export const sourceOf = ({ bucket, key }: ObjectLocation): string => `S3://${bucket}/${key}`

/** The bytes of a file, decompressed. @throws S3Error; StateFailure if the file is too large */
export async function* readBytes({ objects, location, signal }: DataFile): AsyncGenerator<Uint8Array, void> {
  const { body, size, contentType } = await objects.get(location, { signal })
  if (size > MAX_FILE_BYTES) throw itemReaderFailure(`The file ${sourceOf(location)} is larger than 10 GB`)
  yield* decompress(body, compressionOf(location.key, contentType))
}

/** The text of a file (UTF-8, without a byte order mark), chunk by chunk. */
export async function* readText(file: DataFile): AsyncGenerator<string, void> {
  const decoder = new TextDecoder()
  for await (const chunk of readBytes(file)) yield decoder.decode(chunk, { stream: true })
  const rest = decoder.decode()
  if (rest !== '') yield rest
}

/** How a file is compressed, by its content type or the end of its name (developer guide, input-output-itemreader). */
const compressionOf = (key: string, contentType = ''): 'gzip' | 'zstd' | undefined => {
  if (/\.gz(?:ip)?$/i.test(key) || /^application\/(?:x-)?gzip/.test(contentType)) return 'gzip'
  if (/\.zst(?:d)?$/i.test(key) || /^application\/(?:x-)?zstd/.test(contentType)) return 'zstd'
  return undefined
}

const decompress = (
  body: AsyncIterable<Uint8Array>,
  compression: 'gzip' | 'zstd' | undefined,
): AsyncIterable<Uint8Array> =>
  compression === undefined ? body : compression === 'gzip' ? gunzip(body) : decompressZstd(body)

async function* gunzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const unzip = createGunzip()
  // Its errors are those of `unzip`, which is read below.
  pipeline(Readable.from(body), unzip, () => {})
  yield* unzip
}

async function* decompressZstd(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const { Decompress } = await import('fzstd')
  let chunks: Uint8Array[] = []
  // The decompressor reuses its buffer.
  const stream = new Decompress((chunk) => chunks.push(chunk.slice()))
  for await (const chunk of body) {
    stream.push(chunk)
    yield* chunks
    chunks = []
  }
  stream.push(new Uint8Array(), true)
  yield* chunks
}
