import type { AwsEnvironment } from '../../../arn.ts'
import type { System } from '../../../system.ts'
import { type Bucket, type Buckets, bucketOf } from '../memory-object-store.ts'
import { S3Error } from '../s3-error.ts'
import { createBucket, deleteBucket, deleteObjects, headBucket, listBuckets, listObjects } from './bucket-operations.ts'
import { deleteObject, getObject, putObject } from './object-operations.ts'
import { readRequest, type S3Call, type S3Reply, type S3Request } from './s3-request.ts'
import { abortUpload, completeUpload, createUpload, uploadPart } from './upload-operations.ts'
import { writeXml } from './xml.ts'

/** A small S3 in memory: what offloading and the SDK's client need. It throws nothing. */
export type S3Api = (request: S3Request) => S3Reply

interface Context {
  readonly buckets: Buckets
  readonly environment: AwsEnvironment
  readonly system: System
}

type OnService = (call: S3Call, context: Context) => S3Reply
type OnBucket = (bucket: Bucket, call: S3Call, context: Context) => S3Reply

/** What S3 offers, by method, what the path names, and the parameter of the query that tells operations apart. */
const onService: Record<string, OnService> = {
  'GET service': (_, { buckets }) => listBuckets(buckets),
  'PUT bucket': (call, { buckets, environment, system }) =>
    createBucket(buckets, call, { region: environment.region, now: system.now() }),
}

const onBucket: Record<string, OnBucket> = {
  'HEAD bucket': (_, __, { environment }) => headBucket(environment),
  'DELETE bucket': (bucket, _, { buckets }) => deleteBucket(buckets, bucket),
  'GET bucket': listObjects,
  'GET bucket?list-type': listObjects,
  'POST bucket?delete': deleteObjects,
  'PUT object': (bucket, call, { system }) => putObject(bucket, call, system.now()),
  'GET object': getObject,
  'HEAD object': getObject,
  'DELETE object': deleteObject,
  'POST object?uploads': (bucket, call, { system }) => createUpload(bucket, call, system.uuid()),
  'PUT object?uploadId': uploadPart,
  'POST object?uploadId': (bucket, call, { system }) => completeUpload(bucket, call, system.now()),
  'DELETE object?uploadId': abortUpload,
}

/** Parameters that make a request another operation; those that S3 does not have here are refused, not overlooked. */
const subresources = [
  ...new Set(Object.keys(onBucket).flatMap((route) => route.split('?').slice(1))),
  ...'acl attributes cors lifecycle location notification policy tagging versioning versions'.split(' '),
]

/** An S3 without any bucket. */
export const createS3Api = (environment: AwsEnvironment, system: System): S3Api => {
  const context: Context = { buckets: new Map(), environment, system }
  return (request) => {
    try {
      return perform(readRequest(request), context)
    } catch (error) {
      return refusal(error, request)
    }
  }
}

const perform = (call: S3Call, context: Context): S3Reply => {
  const { method, bucket, key, query, headers } = call
  const subject = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object'
  const subresource = subresources.find((name) => query.has(name))
  const route = `${method} ${subject}${subresource === undefined ? '' : `?${subresource}`}`
  const service = onService[route]
  if (service) return service(call, context)
  const operation = onBucket[route]
  if (!operation || headers.has('x-amz-copy-source')) throw new S3Error('NotImplemented', { Operation: route })
  return operation(bucketOf(context.buckets, bucket), call, context)
}

const refusal = (error: unknown, { method, path }: S3Request): S3Reply => {
  const isRefused = error instanceof S3Error
  const status = isRefused ? error.status : 500
  const code = isRefused ? error.code : 'InternalError'
  const message = error instanceof Error ? error.message : String(error)
  const details = isRefused ? error.details : {}
  const hasBody = method !== 'HEAD' && status !== 304
  const xml = writeXml('Error', { Code: code, Message: message, ...details, Resource: path }, false)
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(hasBody ? xml : '') }
}
