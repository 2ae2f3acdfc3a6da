import type { S3Client } from '@aws-sdk/client-s3'
import { once } from '../once.ts'
import type { ObjectStore } from '../workers/object-store.ts'

/**
 * An object store in S3. The first call loads the SDK and, if `client` is a function, creates the client. The SDK sends and checks
 * checksums.
 */
export const s3Store = (client: S3Client | (() => S3Client | Promise<S3Client>)): ObjectStore => {
  const connect = once(async () => {
    const sdk = await import('@aws-sdk/client-s3')
    return { sdk, s3: typeof client === 'function' ? await client() : client }
  })

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
