import type { Json, JsonObject } from '../../../json.ts'
import { toJsonText } from '../../interpreter/program/json-text.ts'
import type { Maybe } from '../../interpreter/program/maybe.ts'
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
const PART_BYTES = 5 * 1024 ** 2

/** The characters that wait before they are written to a part. */
const MOST_WAITING = 256 * 1024

/** The characters around and between results. */
const layouts = {
  JSON: { extension: 'json', contentType: 'application/json', head: '[', separator: ',', tail: ']' },
  JSONL: { extension: 'jsonl', contentType: 'application/jsonl', head: '', separator: '\n', tail: '' },
} as const

/** Writes results into as few files as the size limit allows; no file if there are none. Returns the files. */
export const writeResultFiles = async (
  results: Iterable<Json>,
  options: ResultFileOptions,
): Promise<readonly ResultFile[]> => {
  const files = new ResultFiles(options)
  for (const result of results) await files.add(result)
  return files.finish()
}

/** Files of results that are written as the results come. Only results that make less than a part are in memory. */
export class ResultFiles {
  readonly #options: ResultFileOptions
  readonly #files: ResultFile[] = []
  #file: PartWriter | undefined
  #waiting: string[] = []
  #waitingCharacters = 0
  #written: Promise<void> = Promise.resolve()

  constructor(options: ResultFileOptions) {
    this.#options = options
  }

  /** Adds a result. The returned promise settles when there is room for another one; a failure to write is thrown by `finish`. */
  add(result: Json): Maybe<void> {
    const text = toJsonText(result)
    this.#waiting.push(text)
    this.#waitingCharacters += text.length
    return this.#waitingCharacters < MOST_WAITING ? undefined : this.#write().catch(() => {})
  }

  /** Completes the files, and returns those of all results so far. Later results begin another file. */
  async finish(): Promise<readonly ResultFile[]> {
    await this.#write()
    await this.#complete()
    return this.#files
  }

  /** Writes what waits, after what is being written. */
  #write(): Promise<void> {
    const texts = this.#waiting
    this.#waiting = []
    this.#waitingCharacters = 0
    this.#written = this.#written.then(async () => {
      for (const text of texts) {
        const writing = this.#writeResult(text)
        if (writing) await writing
      }
    })
    return this.#written
  }

  #writeResult(text: string): Maybe<void> {
    const { outputType, maxFileBytes = 5 * 1024 ** 3 } = this.#options
    const { separator, tail } = layouts[outputType]
    const added = separator.length + Buffer.byteLength(text) + tail.length
    return this.#file && this.#file.size + added <= maxFileBytes
      ? this.#file.write(separator + text)
      : this.#beginFile(text)
  }

  async #beginFile(text: string): Promise<void> {
    await this.#complete()
    const { objects, bucket, keyPrefix, outputType } = this.#options
    const { extension, contentType, head } = layouts[outputType]
    const key = `${keyPrefix}_${this.#files.length}.${extension}`
    this.#file = new PartWriter(objects, await objects.createUpload({ bucket, key }, { contentType }))
    await this.#file.write(head + text)
  }

  async #complete(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    if (file) this.#files.push(await file.finish(layouts[this.#options.outputType].tail))
  }
}

/** Writes an object part by part, so that no more than a part is in memory. */
class PartWriter {
  size = 0
  readonly #objects: ObjectWriter
  readonly #upload: UploadRef
  readonly #parts: UploadedPart[] = []
  #pending: string[] = []
  #pendingBytes = 0

  constructor(objects: ObjectWriter, upload: UploadRef) {
    this.#objects = objects
    this.#upload = upload
  }

  /** The returned promise settles when a full part is written. */
  write(text: string): Maybe<void> {
    const bytes = Buffer.byteLength(text)
    this.#pending.push(text)
    this.#pendingBytes += bytes
    this.size += bytes
    return this.#pendingBytes >= PART_BYTES ? this.#flush() : undefined
  }

  async finish(tail: string): Promise<ResultFile> {
    await this.write(tail)
    if (this.#pendingBytes > 0 || this.#parts.length === 0) await this.#flush()
    await this.#objects.completeUpload(this.#upload, this.#parts)
    return { Key: this.#upload.key, Size: this.size }
  }

  async #flush(): Promise<void> {
    const part = Buffer.from(this.#pending.join(''))
    this.#pending = []
    this.#pendingBytes = 0
    this.#parts.push(await this.#objects.uploadPart(this.#upload, this.#parts.length + 1, part))
  }
}
