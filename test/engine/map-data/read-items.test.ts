import { gzipSync } from 'node:zlib'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import type { AslReaderConfig } from '../../../src/engine/interpreter/program/asl.ts'
import { readItems } from '../../../src/engine/map-data/read-items.ts'
import { MemoryStorage } from '../../../src/engine/s3/memory-storage.ts'
import { Stop } from '../../../src/stop.ts'
import { realSystem } from '../../../src/system.ts'

type Files = Readonly<Record<string, string | Uint8Array>>

const storageOf = async (files: Files) => {
  const objects = new MemoryStorage({ system: { ...realSystem, now: () => 1_700_000_000_500 }, region: 'us-east-1' })
  await objects.createBucket('data')
  for (const [key, body] of Object.entries(files)) await objects.put({ bucket: 'data', key }, Buffer.from(body))
  return objects
}

interface Reading {
  key?: string
  prefix?: string
  maxItems?: number
  action?: string
  versionId?: string
}

/** The items that an ItemReader reads from the files of a bucket. */
const read = async (
  files: Files,
  config: AslReaderConfig,
  { key, prefix, maxItems, action, versionId }: Reading = {},
) => {
  const objects = await storageOf(files)
  const parameters = {
    Bucket: 'data',
    ...(versionId !== undefined && { VersionId: versionId }),
    ...(prefix === undefined ? { Key: key ?? Object.keys(files)[0] ?? '' } : { Prefix: prefix }),
  }
  const call = {
    action: action ?? (prefix === undefined ? 'getObject' : 'listObjectsV2'),
    parameters,
    config,
    maxItems,
    signal: new Stop(),
  }
  const items = []
  for await (const item of readItems(call, { objects, system: realSystem })) items.push(item)
  return items
}

const valuesOf = async (...reading: Parameters<typeof read>) => (await read(...reading)).map(({ value }) => value)

const csv = (text: string, config: AslReaderConfig = {}) =>
  valuesOf({ 'file.csv': text }, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', ...config })

describe('items of a CSV file', () => {
  it('are the rows by the names in the first row', async () => {
    expect(await csv('a,b\n1,2\n3,4\n')).toEqual([
      { a: '1', b: '2' },
      { a: '3', b: '4' },
    ])
  })

  it('are the rows by the names in CSVHeaders', async () => {
    expect(await csv('1,2\r\n3,4', { CSVHeaderLocation: 'GIVEN', CSVHeaders: ['x', 'y'] })).toEqual([
      { x: '1', y: '2' },
      { x: '3', y: '4' },
    ])
  })

  it('have empty strings for missing fields and leave out further ones', async () => {
    expect(await csv('a,b\n1\n1,2,3\n,\n')).toEqual([
      { a: '1', b: '' },
      { a: '1', b: '2' },
      { a: '', b: '' },
    ])
  })

  it('leave out empty lines, but not lines of spaces', async () => {
    expect(await csv('a\n\n  \n')).toEqual([{ a: '  ' }])
  })

  it.each([
    ['COMMA', ','],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['SPACE', ' '],
    ['TAB', '\t'],
  ] as const)('are delimited by a %s', async (CSVDelimiter, delimiter) => {
    expect(await csv(`a${delimiter}b\n1${delimiter}"2${delimiter}"\n`, { CSVDelimiter })).toEqual([
      { a: '1', b: `2${delimiter}` },
    ])
  })

  it('may be quoted, and contain quotes and line ends then', async () => {
    expect(await csv('a,b\n"x, ""y""\nz",{""k"":""""}\n"{""k"":""""}",q"\n')).toEqual([
      { a: 'x, "y"\nz', b: '{"k":""}' },
      { a: '{"k":""}', b: 'q"' },
    ])
  })

  it('resolve backslashes', async () => {
    expect(await csv('a,b\nC:\\\\x\\,y,\\"q\\"\n"\\"\\n",\\z\n')).toEqual([
      { a: 'C:\\x,y', b: '"q"' },
      { a: '"n', b: 'z' },
    ])
  })

  it('are not read if two headers are equal', async () => {
    await expect(csv('a,a\n1,2\n')).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      reason: 'CSV headers cannot contain duplicates.',
    })
  })

  it('are not read if the header is larger than 10 KiB', async () => {
    await expect(csv(`${'a'.repeat(10_241)}\n1\n`)).rejects.toMatchObject({ error: 'States.ItemReaderFailed' })
  })

  it('keep the names of headers that objects have, and a byte order mark is not part of one', async () => {
    const [item] = await csv('\uFEFF__proto__,toString\n1,2\n')
    expect(Object.entries(item ?? {})).toEqual([
      ['__proto__', '1'],
      ['toString', '2'],
    ])
  })

  it('fail at a quote that is not closed', async () => {
    await expect(csv('a\n"1\n')).rejects.toMatchObject({ error: 'States.ItemReaderFailed' })
  })
})

const json = (value: unknown, config: AslReaderConfig = {}) =>
  read({ 'file.json': typeof value === 'string' ? value : JSON.stringify(value) }, { InputType: 'JSON', ...config })

describe('items of a JSON file', () => {
  const source = 'S3://data/file.json'

  it('are the elements of an array', async () => {
    expect(await json([1, { a: [2] }, 'x', null])).toEqual([
      { value: 1, source },
      { value: { a: [2] }, source },
      { value: 'x', source },
      { value: null, source },
    ])
  })

  it('are the members of an object', async () => {
    expect(await json({ a: 1, b: [2] })).toEqual([
      { key: 'a', value: 1, source },
      { key: 'b', value: [2], source },
    ])
  })

  it('are those that ItemsPointer points to', async () => {
    const file = { 'a.b/~': [{ items: [9] }, { items: [1, 2] }], items: [3] }
    const items = await json(file, { ItemsPointer: '/a.b~1~0/1/items' })
    expect(items.map(({ value }) => value)).toEqual([1, 2])
  })

  it.each([['[]'], ['{}']])('are none in %s', async (text) => {
    expect(await json(text)).toEqual([])
  })

  it.each([
    ['a number', '1', ''],
    ['a missing member', '{"a": []}', '/b'],
    ['a string below', '{"a": "x"}', '/a'],
  ])('are not read from %s', async (_, text, ItemsPointer) => {
    await expect(json(text, { ItemsPointer })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      reason: 'Attempting to map over non-iterable node.',
    })
  })

  it.each([['[1, 2'], ['[1 2]'], ['']])('fail at %j', async (text) => {
    await expect(json(text)).rejects.toMatchObject({ error: 'States.ItemReaderFailed' })
  })
})

describe('items of a JSON Lines file', () => {
  it('are its lines', async () => {
    expect(await valuesOf({ 'a.jsonl': '{"a":1}\r\n\n[2]\n3' }, { InputType: 'JSONL' })).toEqual([{ a: 1 }, [2], 3])
  })

  it('fail at a line that is not JSON', async () => {
    await expect(valuesOf({ 'a.jsonl': '1\n{' }, { InputType: 'JSONL' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      reason: expect.stringContaining('Line 2 is not JSON'),
    })
  })

  it('may have up to 8 MB', async () => {
    const line = JSON.stringify('x'.repeat(8 * 1024 ** 2))
    await expect(valuesOf({ 'a.jsonl': line }, { InputType: 'JSONL' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
    })
  })
})

describe('items of a Parquet file', () => {
  it('are its rows as JSON', async () => {
    const file = parquetWriteBuffer({
      columnData: [
        { name: 'id', data: [1n, 2n], type: 'INT64' },
        { name: 'name', data: ['a', 'b'], type: 'STRING' },
        { name: 'at', data: [new Date(0), new Date(1000)], type: 'TIMESTAMP' },
      ],
      rowGroupSize: 1,
    })
    expect(await valuesOf({ 'a.parquet': new Uint8Array(file) }, { InputType: 'PARQUET' })).toEqual([
      { id: 1, name: 'a', at: '1970-01-01T00:00:00.000Z' },
      { id: 2, name: 'b', at: '1970-01-01T00:00:01.000Z' },
    ])
  })

  it('fail in a file of another format', async () => {
    await expect(valuesOf({ 'a.parquet': 'not parquet' }, { InputType: 'PARQUET' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
    })
  })
})

describe('items of a list of objects', () => {
  const files = { 'in/b.json': '[2]', 'in/a.json': '[1]', 'in/': '', other: '' }

  it('are the objects with a prefix', async () => {
    const items = await read(files, {}, { prefix: 'in/a' })
    expect(items).toEqual([
      {
        source: 'S3://data',
        value: {
          Etag: '"35dba5d75538a9bbe0b4da4422759a0e"',
          LastModified: 1_700_000_000,
          Key: 'in/a.json',
          Size: 3,
          StorageClass: 'STANDARD',
        },
      },
    ])
  })

  it('are those of all pages', async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`k${n}`, '']))
    expect(await read(many, {}, { prefix: '' })).toHaveLength(1001)
  })

  it('are the items in the objects with LOAD_AND_FLATTEN', async () => {
    expect(await read(files, { InputType: 'JSON', Transformation: 'LOAD_AND_FLATTEN' }, { prefix: 'in/' })).toEqual([
      { value: 1, source: 'S3://data/in/a.json' },
      { value: 2, source: 'S3://data/in/b.json' },
    ])
  })
})

describe('items of a manifest', () => {
  it('are the rows of an inventory, by the names in its schema', async () => {
    const manifest = JSON.stringify({
      sourceBucket: 'source',
      destinationBucket: 'arn:aws:s3:::data',
      fileFormat: 'CSV',
      fileSchema: 'Bucket, Key, Size',
      files: [{ key: 'part.csv.gz', size: 1, MD5checksum: 'x' }],
    })
    const rows = gzipSync('"source","a","1"\n"source","b","2"\n')
    const files = { 'manifest.json': manifest, 'part.csv.gz': rows }
    expect(await read(files, { InputType: 'MANIFEST' })).toEqual([
      { value: { Bucket: 'source', Key: 'a', Size: '1' }, source: 'S3://data/part.csv.gz' },
      { value: { Bucket: 'source', Key: 'b', Size: '2' }, source: 'S3://data/part.csv.gz' },
    ])
  })

  it('are those of the files of a query of Athena', async () => {
    const files = { 'm.csv': 's3://data/a.jsonl\ns3://data/b.jsonl\n', 'a.jsonl': '1', 'b.jsonl': '2\n3' }
    expect(await valuesOf(files, { InputType: 'JSONL', ManifestType: 'ATHENA_DATA' })).toEqual([1, 2, 3])
  })

  it('fail if the manifest is another file', async () => {
    await expect(read({ 'm.json': '{}' }, { ManifestType: 'S3_INVENTORY' })).rejects.toMatchObject({
      reason: 'S3://data/m.json is not the manifest.json of an S3 Inventory report',
    })
  })
})

describe('an ItemReader', () => {
  it('reads compressed files', async () => {
    // One raw block: magic number, header with the size of the content, header of the block, content.
    const zstd = Buffer.concat([Buffer.from('28b52ffd2005290000', 'hex'), Buffer.from('[3,4]')])
    expect(await valuesOf({ 'a.json.gz': gzipSync('[1,2]') }, { InputType: 'JSON' })).toEqual([1, 2])
    expect(await valuesOf({ 'a.json.zst': zstd }, { InputType: 'JSON' })).toEqual([3, 4])
  })

  it('fails at a compressed file that is broken', async () => {
    const broken = gzipSync('[1,2]').subarray(0, 12)
    await expect(valuesOf({ 'a.json.gz': broken }, { InputType: 'JSON' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
    })
  })

  it('reads MaxItems items at most', async () => {
    expect(await valuesOf({ 'a.json': '[1,2,3]' }, {}, { maxItems: 2 })).toEqual([1, 2])
    expect(await valuesOf({ 'a.json': '[1,2,3]' }, {}, { maxItems: 0 })).toEqual([1, 2, 3])
  })

  it('fails if MaxItems is negative', async () => {
    await expect(valuesOf({ 'a.json': '[1]' }, {}, { maxItems: -1 })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      reason: 'field MaxItems must be positive',
    })
  })

  it('fails with the error of S3 and the object', async () => {
    await expect(read({}, {}, { key: 'missing' })).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      reason: 'The specified key does not exist. (Key: missing)',
    })
  })
})

describe('items of a version', () => {
  const version = (versionId: string) => valuesOf({ 'items.json': '[1]' }, { InputType: 'JSON' }, { versionId })

  it('are those of the only version, if the bucket has no versioning', async () => {
    expect(await version('null')).toEqual([1])
  })

  it('cannot be read if there is no such version', async () => {
    await expect(version('3HL4')).rejects.toThrow('The specified version does not exist.')
  })
})
