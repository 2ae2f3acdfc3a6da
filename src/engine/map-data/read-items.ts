import type { JsonObject } from '../../json.ts'
import { holdClock, type System } from '../../system.ts'
import type { ItemReaderCall, SourceItem } from '../interpreter/program/item-reader-call.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { ObjectReader } from '../s3/object-storage.ts'
import { causeOf } from './cause-of.ts'
import { sourceOf } from './data-file.ts'
import { itemReaderFailure } from './item-reader-failure.ts'
import { fileReaders } from './readers/file-readers.ts'
import { listObjects, toListedItem } from './readers/list-objects.ts'
import { athenaFiles, inventoryFiles, type ListedFile } from './readers/manifest.ts'

interface ReadItemsDeps {
  readonly objects: ObjectReader
  readonly system: System
}

/** The most items that a distributed Map reads (developer guide, input-output-itemreader). A higher MaxItems means as many (recorded). */
const MAX_ITEMS = 100_000_000

/**
 * Reads the items of a distributed Map from S3, each when it is asked for. A virtual clock stands still meanwhile.
 * @throws StateFailure `States.ItemReaderFailed`
 */
export const readItems = (call: ItemReaderCall, deps: ReadItemsDeps): AsyncIterable<SourceItem> => ({
  [Symbol.asyncIterator]: () => {
    const items = limited(call, deps.objects)
    return {
      next: () => holdClock(deps.system, () => items.next()),
      return: () => items.return(),
    }
  },
})

async function* limited(call: ItemReaderCall, objects: ObjectReader): AsyncGenerator<SourceItem, void> {
  const { maxItems = 0, signal } = call
  if (maxItems < 0) throw itemReaderFailure('field MaxItems must be positive')
  let left = maxItems === 0 ? MAX_ITEMS : Math.min(maxItems, MAX_ITEMS)
  try {
    for await (const item of itemsOf(call, objects)) {
      yield item
      left--
      if (left === 0) return
    }
  } catch (error) {
    signal.throwIfAborted()
    throw error instanceof StateFailure ? error : itemReaderFailure(causeOf(error))
  }
}

const itemsOf = (call: ItemReaderCall, objects: ObjectReader): AsyncIterable<SourceItem> => {
  const { action, config } = call
  if (action === 'listObjectsV2' && config.Transformation !== 'LOAD_AND_FLATTEN') return listedItems(call, objects)
  return itemsInFiles(filesOf(call, objects))
}

/** The objects of a bucket are the items. */
async function* listedItems(call: ItemReaderCall, objects: ObjectReader): AsyncGenerator<SourceItem, void> {
  const { bucket, prefix } = locationOf(call)
  const source = `S3://${bucket}`
  for await (const object of listObjects({ objects, bucket, prefix, signal: call.signal }))
    yield { value: toListedItem(object), source }
}

async function* itemsInFiles(files: AsyncIterable<ListedFile>): AsyncGenerator<SourceItem, void> {
  for await (const { file, config } of files) {
    const { InputType: type = 'JSON' } = config
    if (type === 'MANIFEST')
      throw itemReaderFailure('A manifest of ATHENA_DATA needs the InputType of the files that it lists')
    const source = sourceOf(file.location)
    for await (const { value, key } of fileReaders[type](file, config)) yield { value, key, source }
  }
}

/** The files whose items are read: an object, those with a prefix, or those that a manifest lists. */
async function* filesOf(call: ItemReaderCall, objects: ObjectReader): AsyncGenerator<ListedFile, void> {
  const { config, signal } = call
  const { bucket, key, versionId, prefix } = locationOf(call)
  const file = { objects, location: { bucket, key, versionId }, signal }
  if (call.action === 'listObjectsV2') {
    for await (const object of listObjects({ objects, bucket, prefix, signal }))
      if (!isFolder(object)) yield { file: { ...file, location: { bucket, key: object.key } }, config }
  } else if (config.ManifestType === 'ATHENA_DATA') yield* athenaFiles(file, config)
  else if (config.ManifestType === 'S3_INVENTORY' || config.InputType === 'MANIFEST') yield* inventoryFiles(file)
  else yield { file, config }
}

/** Consoles create an empty object for a folder; it has no items. */
const isFolder = ({ key, size }: { key: string; size: number }): boolean => size === 0 && key.endsWith('/')

const locationOf = ({ action, parameters }: ItemReaderCall) => {
  const isList = action === 'listObjectsV2'
  const { VersionId: versionId } = parameters
  return {
    bucket: requiredString(parameters, 'Bucket'),
    key: isList ? '' : requiredString(parameters, 'Key'),
    versionId: typeof versionId === 'string' && !isList ? versionId : undefined,
    prefix: typeof parameters.Prefix === 'string' ? parameters.Prefix : undefined,
  }
}

const requiredString = (parameters: JsonObject, name: string): string => {
  const value = parameters[name]
  if (typeof value === 'string' && value !== '') return value
  throw itemReaderFailure(`The ItemReader needs ${name}, a string`)
}
