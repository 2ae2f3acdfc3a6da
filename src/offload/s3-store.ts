import type { S3Client } from '@aws-sdk/client-s3'
import type { ObjectStore } from '../workers/activity-task.ts'

type Sdk = typeof import('@aws-sdk/client-s3')

/** Objects in S3. The SDK is loaded, and a lazy client built, at the first call; it sends and checks the checksums. */
export const s3Store = (client: S3Client | (() => S3Client | Promise<S3Client>)): ObjectStore => {
  let connection: Promise<{ sdk: Sdk; s3: S3Client }> | undefined
  const open = async () => {
    const sdk = await import('@aws-sdk/client-s3')
    return { sdk, s3: typeof client === 'function' ? await client() : client }
  }
  const again = (error: unknown): never => {
    connection = undefined
    throw error
  }
  const connect = () => (connection ??= open().catch(again))

  return {
    async put(bucket, key, body) {
      const { sdk, s3 } = await connect()
      await s3.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: 'application/json' }))
    },
    async get(bucket, key) {
      const { sdk, s3 } = await connect()
      const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })
      const { Body } = await s3.send(command)
      return Body ? Body.transformToByteArray() : new Uint8Array()
    },
    async has(bucket, key) {
      const { sdk, s3 } = await connect()
      return s3.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key })).then(
        () => true,
        () => false,
      )
    },
  }
}

/** Objects in memory, for tests. */
export const memoryStore = (): ObjectStore & { readonly objects: ReadonlyMap<string, Uint8Array> } => {
  const objects = new Map<string, Uint8Array>()
  return {
    objects,
    async put(bucket, key, body) {
      objects.set(`${bucket}/${key}`, body)
    },
    async get(bucket, key) {
      const body = objects.get(`${bucket}/${key}`)
      if (!body) throw Object.assign(new Error('there is no such object'), { name: 'NoSuchKey' })
      return body
    },
    has: async (bucket, key) => objects.has(`${bucket}/${key}`),
  }
}
