import { S3Error } from '../s3-error.ts'
import { bucketOperations, serviceOperations } from './bucket-operations.ts'
import { objectOperations } from './object-operations.ts'
import type { S3ApiDeps } from './s3-operation.ts'
import { readRequest, type S3Call, type S3Reply, type S3Request } from './s3-request.ts'
import { uploadOperations } from './upload-operations.ts'
import { writeXml } from './xml.ts'

/** The HTTP and XML interface of S3 on storage in memory. It never rejects: errors are replies. */
export type S3Api = (request: S3Request) => Promise<S3Reply>

const operations = new Map(
  Object.entries({ ...serviceOperations, ...bucketOperations, ...objectOperations, ...uploadOperations }),
)

/** Operations that do not need their bucket to exist. */
const withoutBucket = new Set(Object.keys(serviceOperations))

/** Query parameters that select another operation. Unsupported operations are refused, so that none is mistaken for another. */
const subresources = [
  ...new Set([...operations.keys()].flatMap((route) => route.split('?').slice(1))),
  ...'acl attributes cors lifecycle location notification policy tagging versioning versions'.split(' '),
]

/** Creates the interface of a storage. */
export const createS3Api =
  (deps: S3ApiDeps): S3Api =>
  async (request) => {
    try {
      return await perform(readRequest(request), deps)
    } catch (error) {
      return errorReply(error, request)
    }
  }

const perform = async (call: S3Call, deps: S3ApiDeps): Promise<S3Reply> => {
  const { method, bucket, key, query, headers } = call
  const subject = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object'
  const subresource = subresources.find((name) => query.has(name))
  const route = `${method} ${subject}${subresource === undefined ? '' : `?${subresource}`}`
  const operation = operations.get(route)
  if (!operation || headers.has('x-amz-copy-source')) throw new S3Error('NotImplemented', { Operation: route })
  if (!withoutBucket.has(route)) await deps.storage.requireBucket(bucket)
  return operation(call, deps)
}

const errorReply = (error: unknown, { method, path }: S3Request): S3Reply => {
  const isOwn = error instanceof S3Error
  const status = isOwn ? error.status : 500
  const code = isOwn ? error.code : 'InternalError'
  // The message of an unexpected error stays inside: it may hold a path.
  const message = isOwn ? error.message : 'We encountered an internal error. Please try again.'
  const details = isOwn ? error.details : {}
  const hasBody = method !== 'HEAD' && status !== 304
  const xml = writeXml('Error', { Code: code, Message: message, ...details, Resource: path }, false)
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(hasBody ? xml : '') }
}
