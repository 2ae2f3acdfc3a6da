import type { S3Client } from '@aws-sdk/client-s3'
import type { LoadedFile } from './load-file.ts'

/**
 * Puts the objects that a file exports into the engine's S3, and creates their buckets. Strings and bytes are stored as they are, other
 * values as JSON.
 * @throws Error for a name without a bucket or a key.
 */
export const putFileObjects = async (file: string, { objects }: LoadedFile, s3: S3Client): Promise<void> => {
  const named = Object.entries(objects).map(([name, content]) => {
    const [, bucket, key] = /^([^/]+)\/(.+)$/s.exec(name) ?? []
    if (bucket === undefined || key === undefined)
      throw new Error(
        `${file}: objects[${JSON.stringify(name)}] must name a bucket and a key, such as "files/items.csv"`,
      )
    return { bucket, key, content }
  })
  if (named.length === 0) return
  const { CreateBucketCommand, PutObjectCommand } = await import('@aws-sdk/client-s3')
  for (const Bucket of new Set(named.map(({ bucket }) => bucket))) await s3.send(new CreateBucketCommand({ Bucket }))
  for (const { bucket, key, content } of named)
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bodyOf(content) }))
}

const bodyOf = (content: unknown): string | Uint8Array =>
  content instanceof Uint8Array || typeof content === 'string' ? content : JSON.stringify(content)
