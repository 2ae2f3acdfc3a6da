import type { Json } from '../../../json.ts'
import { Stop } from '../../../stop.ts'
import type { System } from '../../../system.ts'
import type { AslItemReader } from '../../interpreter/program/asl.ts'
import type { SourceItem } from '../../interpreter/program/item-reader-call.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { readItems } from '../../map-data/read-items.ts'
import type { ObjectReader } from '../../s3/object-storage.ts'
import { validationError } from './validation-error.ts'

/** The input types whose data is a string. */
const textTypes = ['JSON', 'JSONL', 'CSV']

/**
 * The items that the ItemReader of a distributed Map reads from data in its original form, as it reads them from an object.
 * @throws ApiError ValidationException if the data does not have the reader's InputType
 */
export const readMockedItems = async (
  data: string,
  reader: AslItemReader | undefined,
  system: System,
): Promise<Json> => {
  const { MaxItems, ...config } = reader?.ReaderConfig ?? {}
  const { InputType = 'JSON' } = config
  if (!textTypes.includes(InputType))
    throw validationError(
      `mapItemReaderData is not supported for the InputType ${InputType}; expected one of ${textTypes.join(', ')}`,
    )
  const call = {
    action: 'getObject',
    parameters: { Bucket: 'data', Key: 'mapItemReaderData' },
    config,
    maxItems: typeof MaxItems === 'number' ? MaxItems : undefined,
    signal: new Stop(),
  }
  try {
    const items: SourceItem[] = []
    for await (const item of readItems(call, { objects: objectOf(data), system })) items.push(item)
    const isObject = items.some(({ key }) => key !== undefined)
    return isObject
      ? Object.fromEntries(items.map(({ key = '', value }) => [key, value]))
      : items.map(({ value }) => value)
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error
    throw validationError(`mapItemReaderData must be valid data of the ItemReader's InputType: ${error.reason}`)
  }
}

/** A storage whose objects all have this content. */
const objectOf = (data: string): ObjectReader => {
  const bytes = Buffer.from(data)
  const head = { key: '', size: bytes.length, etag: '', lastModified: 0, contentType: undefined }
  async function* body() {
    yield bytes
  }
  return {
    get: async () => ({ ...head, body: body() }),
    head: async () => head,
    list: async () => ({ objects: [], nextToken: undefined }),
  }
}
