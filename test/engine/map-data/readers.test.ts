import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AslReaderConfig } from '../../../src/engine/interpreter/program/asl.ts'
import type { FileReader } from '../../../src/engine/map-data/data-file.ts'
import { readCsv } from '../../../src/engine/map-data/readers/csv.ts'
import { readJson } from '../../../src/engine/map-data/readers/json.ts'
import { readJsonLines } from '../../../src/engine/map-data/readers/jsonl.ts'
import { MemoryStorage } from '../../../src/engine/s3/memory-storage.ts'
import type { ObjectContent, ObjectLocation } from '../../../src/engine/s3/object-storage.ts'
import { Stop } from '../../../src/stop.ts'
import { realSystem } from '../../../src/system.ts'

/** Storage with one object, whose body comes in chunks of a size. */
class ChunkedStorage extends MemoryStorage {
  reads = 0
  readonly #bytes: Uint8Array
  readonly #chunkSize: number

  constructor(bytes: Uint8Array, chunkSize: number) {
    super({ system: realSystem, region: 'us-east-1' })
    this.#bytes = bytes
    this.#chunkSize = chunkSize
  }

  override async get({ key }: ObjectLocation): Promise<ObjectContent> {
    const body = this.#chunks()
    return { key, body, size: this.#bytes.length, etag: '', lastModified: 0, contentType: undefined }
  }

  async *#chunks() {
    for (let at = 0; at < this.#bytes.length; at += this.#chunkSize) {
      this.reads++
      yield this.#bytes.subarray(at, at + this.#chunkSize)
    }
  }
}

const open = (objects: MemoryStorage, key = 'file') => ({
  objects,
  location: { bucket: 'data', key },
  signal: new Stop(),
})

const read = async (reader: FileReader, text: string, { chunkSize = 1, isZipped = false, config = {} }) => {
  const bytes = isZipped ? gzipSync(text) : Buffer.from(text)
  const items = []
  const file = open(new ChunkedStorage(bytes, chunkSize), isZipped ? 'file.gz' : 'file')
  for await (const { value } of reader(file, config)) items.push(value)
  return items
}

const chunkings = fc.record({ chunkSize: fc.integer({ min: 1, max: 40 }), isZipped: fc.boolean() })
const runs = { numRuns: 60 }

describe('a reader', () => {
  it('reads the elements of any JSON array, however its bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ noUnicodeString: false })), chunkings, async (items, chunking) => {
        const text = JSON.stringify(items)
        expect(await read(readJson, text, chunking)).toEqual(JSON.parse(text))
      }),
      runs,
    )
  })

  it('reads any lines of JSON, however their bytes are split', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.jsonValue({ noUnicodeString: false })), chunkings, async (items, chunking) => {
        const lines = items.map((item) => JSON.stringify(item))
        expect(await read(readJsonLines, lines.join('\n'), chunking)).toEqual(lines.map((line) => JSON.parse(line)))
      }),
      runs,
    )
  })

  const field = fc.string({ unit: fc.constantFrom('a', 'é', '😀', ' ', ',', '"', '\\', '\n', '|') })
  const config: AslReaderConfig = { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'] }

  it('reads any quoted fields of CSV, however their bytes are split', async () => {
    const quote = (value: string) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '""')}"`
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ a: field, b: field })), chunkings, async (items, chunking) => {
        const text = items.map(({ a, b }) => `${quote(a)},${quote(b)}\r\n`).join('')
        expect(await read(readCsv, text, { ...chunking, config })).toEqual(items)
      }),
      runs,
    )
  })

  it('reads any fields of CSV whose quotes and delimiters have a backslash before them', async () => {
    const escaped = (value: string) => value.replaceAll(/[\\",]/g, '\\$&').replaceAll('\n', '')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.record({ a: field, b: field })), chunkings, async (items, chunking) => {
        const text = items.map(({ a, b }) => `${escaped(a)},${escaped(b)}\n`).join('')
        const expected = items.map(({ a, b }) => ({ a: a.replaceAll('\n', ''), b: b.replaceAll('\n', '') }))
        expect(await read(readCsv, text, { ...chunking, config })).toEqual(expected)
      }),
      runs,
    )
  })

  it.each([
    ['CSV', readCsv, 'x,y\n'],
    ['JSON Lines', readJsonLines, '{"a":1}\n'],
  ] as const)('reads no more of a %s file than its items need', async (_, reader, line) => {
    const objects = new ChunkedStorage(Buffer.from(line.repeat(100_000)), 1000)
    for await (const { value } of reader(open(objects), config)) if (value !== undefined) break
    expect(objects.reads).toBeLessThan(100)
  })
})
