import { type CallContext, globalArn, known, type NeededResource, unknownResource } from './need.ts'
import type { RequestValue } from './request-value.ts'

/** The bucket that a request names. */
export const bucketOf = (bucket: RequestValue, context: CallContext): NeededResource => {
  const pattern = bucketName(bucket)
  return pattern === undefined ? unknownBucket(context, '') : known(globalArn(context, 's3', pattern))
}

/** The objects that a request names by bucket and key, or by the start of their keys. */
export const objectsOf = (
  { bucket, key, isPrefix = false }: { bucket: RequestValue; key?: RequestValue; isPrefix?: boolean },
  context: CallContext,
): NeededResource => {
  const name = bucketName(bucket)
  const pattern = key?.pattern ?? '*'
  const keys = isPrefix ? `${pattern}*`.replaceAll('**', '*') : pattern
  return name === undefined ? unknownBucket(context, `/${keys}`) : known(globalArn(context, 's3', `${name}/${keys}`))
}

/** The objects below a URI: `s3://bucket/prefix`. */
export const objectsBelow = (uri: RequestValue, member: string, context: CallContext): NeededResource => {
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri.pattern ?? '') ?? []
  return bucket === undefined || bucket === '*'
    ? unknownResource(globalArn(context, 's3', `<${member}>/*`), `"${member}" is not the URI of a bucket that is known`)
    : known(globalArn(context, 's3', `${bucket}/${prefix}*`.replaceAll('**', '*')))
}

/** The name of a bucket, also of an ARN; `undefined` if it is computed. */
const bucketName = ({ pattern = '*' }: RequestValue): string | undefined => {
  const name = pattern.replace(/^arn:[^:]*:s3:::/, '')
  return name.replaceAll('*', '') === '' ? undefined : name
}

const unknownBucket = (context: CallContext, rest: string): NeededResource =>
  unknownResource(globalArn(context, 's3', `<Bucket>${rest}`), '"Bucket" is computed when the execution runs')
