import type { JsonObject } from '../../../json.ts'
import type { ObjectSummary, ReadOptions } from '../../s3/object-storage.ts'
import type { DataFile } from '../data-file.ts'

export interface ListedPrefix extends Pick<DataFile, 'objects'>, ReadOptions {
  readonly bucket: string
  readonly prefix: string | undefined
}

/** The objects of a bucket whose keys begin with a prefix, page by page. */
export async function* listObjects({
  objects,
  bucket,
  prefix,
  signal,
}: ListedPrefix): AsyncGenerator<ObjectSummary, void> {
  let pageToken: string | undefined
  do {
    const page = await objects.list(bucket, { prefix, pageToken, signal })
    yield* page.objects
    pageToken = page.nextToken
  } while (pageToken !== undefined)
}

/** The metadata of an object, as an item (developer guide, input-output-itemreader; the order of the members is recorded). */
export const toListedItem = ({ key, size, etag, lastModified }: ObjectSummary): JsonObject => ({
  Etag: etag,
  LastModified: Math.floor(lastModified / 1000),
  Key: key,
  Size: size,
  StorageClass: 'STANDARD',
})
