import type { Json, JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import type { ObjectWriter, UploadedPart, UploadRef } from '../../s3/object-storage.ts'

/** A file of results, as the manifest lists it. */
export interface ResultFile extends JsonObject {
  Key: string
  Size: number
}

export interface ResultFileOptions {
  readonly objects: ObjectWriter
  readonly bucket: string
  /** The key without the number and the type of the file: `jobs/<id>/SUCCEEDED`. */
  readonly keyPrefix: string
  readonly outputType: 'JSON' | 'JSONL'
  /** Bytes; a larger file is split. Default 5 GB (developer guide, input-output-resultwriter). */
  readonly maxFileBytes?: number
}

/** The size of the parts in which a file is uploaded. S3 allows 10,000 of at least 5 MiB. */
const PART_BYTES = 8 * 1024 ** 2

/** The characters around and between results. */
const layouts = {
  JSON: { extension: 'json', contentType: 'application/json', head: '[', separator: ',', tail: ']' },
  JSONL: { extension: 'jsonl', contentType: 'application/jsonl', head: '', separator: '\n', tail: '' },
} as const

/** Writes results into as few files as the size limit allows; no file if there are none. Returns the files. */
export const writeResultFiles = async (
  results: Iterable<Json>,
  { objects, bucket, keyPrefix, outputType, maxFileBytes = 5 * 1024 ** 3 }: ResultFileOptions,
): Promise<ResultFile[]> => {
  const { extension, contentType, head, separator, tail } = layouts[outputType]
  const files: ResultFile[] = []
  let file: PartWriter | undefined
  const finish = async (): Promise<void> => {
    if (file) files.push(await file.finish(tail))
  }
  for (const result of results) {
    const text = toJsonText(result)
    if (file && file.size + Buffer.byteLength(text) + separator.length + tail.length > maxFileBytes) {
      await finish()
      file = undefined
    }
    if (file) await file.write(separator + text)
    else {
      const key = `${keyPrefix}_${files.length}.${extension}`
      file = new PartWriter(objects, await objects.createUpload({ bucket, key }, { contentType }))
      await file.write(head + text)
    }
  }
  await finish()
  return files
}

/** Writes an object part by part, so that no more than a part is in memory. */
class PartWriter {
  size = 0
  readonly #objects: ObjectWriter
  readonly #upload: UploadRef
  readonly #parts: UploadedPart[] = []
  #pending: Buffer[] = []
  #pendingBytes = 0

  constructor(objects: ObjectWriter, upload: UploadRef) {
    this.#objects = objects
    this.#upload = upload
  }

  async write(text: string): Promise<void> {
    const bytes = Buffer.from(text)
    this.#pending.push(bytes)
    this.#pendingBytes += bytes.length
    this.size += bytes.length
    if (this.#pendingBytes >= PART_BYTES) await this.#flush()
  }

  async finish(tail: string): Promise<ResultFile> {
    await this.write(tail)
    if (this.#pendingBytes > 0 || this.#parts.length === 0) await this.#flush()
    await this.#objects.completeUpload(this.#upload, this.#parts)
    return { Key: this.#upload.key, Size: this.size }
  }

  async #flush(): Promise<void> {
    const part = Buffer.concat(this.#pending)
    this.#pending = []
    this.#pendingBytes = 0
    this.#parts.push(await this.#objects.uploadPart(this.#upload, this.#parts.length + 1, part))
  }
}
