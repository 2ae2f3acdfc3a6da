import { everything, type Need, need, type Rule } from './need.ts'
import { s3BucketActions } from './s3-bucket-actions.ts'
import { bucketOf, objectsOf } from './s3-needs.ts'

const ofObject =
  (...actions: readonly string[]): Rule =>
  (request, context) => [
    need(
      actions.map((action) => `s3:${action}`),
      objectsOf({ bucket: request.member('Bucket'), key: request.member('Key') }, context),
    ),
  ]

const ofBucket =
  (...actions: readonly string[]): Rule =>
  (request, context) => [
    need(
      actions.map((action) => `s3:${action}`),
      bucketOf(request.member('Bucket'), context),
    ),
  ]

/** The source is written `bucket/key`. */
const copyObject: Rule = (request, context): readonly Need[] => {
  const { pattern = '*' } = request.member('CopySource')
  const source = pattern.replace(/^\//, '')
  const { partition } = context.environment
  const isKnown = /^[^*/]+\//.test(source)
  const resource = isKnown
    ? { arn: `arn:${partition}:s3:::${source}` }
    : { arn: `arn:${partition}:s3:::<source bucket>/*`, unknown: '"CopySource" does not show the bucket' }
  return [need('s3:GetObject', resource), ...ofObject('PutObject')(request, context)]
}

const deleteObjects: Rule = (request, context) => [
  need('s3:DeleteObject', objectsOf({ bucket: request.member('Bucket') }, context)),
]

const rules: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(Object.entries(s3BucketActions).map(([call, action]) => [call, ofBucket(action)])),
  abortMultipartUpload: ofObject('AbortMultipartUpload'),
  completeMultipartUpload: ofObject('PutObject'),
  copyObject,
  createMultipartUpload: ofObject('PutObject'),
  deleteObject: ofObject('DeleteObject'),
  deleteObjects,
  deleteObjectTagging: ofObject('DeleteObjectTagging'),
  getBucketLocation: ofBucket('GetBucketLocation'),
  getObject: ofObject('GetObject'),
  getObjectAcl: ofObject('GetObjectAcl'),
  getObjectAttributes: ofObject('GetObject', 'GetObjectAttributes'),
  getObjectLegalHold: ofObject('GetObjectLegalHold'),
  getObjectRetention: ofObject('GetObjectRetention'),
  getObjectTagging: ofObject('GetObjectTagging'),
  headBucket: ofBucket('ListBucket'),
  headObject: ofObject('GetObject'),
  listBuckets: () => [need('s3:ListAllMyBuckets', everything)],
  listMultipartUploads: ofBucket('ListBucketMultipartUploads'),
  listObjects: ofBucket('ListBucket'),
  listObjectsV2: ofBucket('ListBucket'),
  listObjectVersions: ofBucket('ListBucketVersions'),
  listParts: ofObject('ListMultipartUploadParts'),
  putObject: ofObject('PutObject'),
  putObjectAcl: ofObject('PutObjectAcl'),
  putObjectLegalHold: ofObject('PutObjectLegalHold'),
  putObjectRetention: ofObject('PutObjectRetention'),
  putObjectTagging: ofObject('PutObjectTagging'),
  restoreObject: ofObject('RestoreObject'),
  uploadPart: ofObject('PutObject'),
  uploadPartCopy: copyObject,
}

/** The rules of `aws-sdk:s3`: most permissions have other names than the actions (Amazon S3 user guide, Policy actions). */
export const s3Rules: Readonly<Record<string, Rule>> = Object.fromEntries(
  Object.entries(rules).map(([action, rule]) => [`s3:${action}`, rule]),
)
