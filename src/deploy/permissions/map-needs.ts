import { isJsonObject } from '../../json.ts'
import type { StateNode } from '../../specs/read-machine.ts'
import { type CallContext, known, type Need, type NeededResource, need, ownArn, unknownResource } from './need.ts'
import { RequestValue } from './request-value.ts'
import { bucketOf, objectsOf } from './s3-needs.ts'

type MapContext = Pick<CallContext, 'environment' | 'ownName'>

/** The permissions of a distributed Map to read its items and to write its results (developer guide, IAM policies for Distributed Map). */
export const mapDataNeeds = ({ fields, language }: StateNode, context: MapContext): Need[] => {
  const { ItemReader: reader, ResultWriter: writer } = fields
  const payload = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const call = { ...context, action: '', isSync: false }
  return [
    ...(isJsonObject(reader) ? readerNeeds(reader, requestOf(reader[payload], language), call) : []),
    ...(isJsonObject(writer) && writer[payload] !== undefined
      ? writerNeeds(requestOf(writer[payload], language), call)
      : []),
  ]
}

const requestOf = (payload: unknown, language: StateNode['language']): RequestValue =>
  isJsonObject(payload) ? new RequestValue(payload, language) : new RequestValue(undefined, language, true)

const readerNeeds = (
  reader: Readonly<Record<string, unknown>>,
  request: RequestValue,
  context: CallContext,
): Need[] => {
  const bucket = request.member('Bucket')
  if (String(reader.Resource).includes(':listObjects')) return listNeeds(reader, request, context)
  const { InputType: type } = isJsonObject(reader.ReaderConfig) ? reader.ReaderConfig : {}
  // A manifest names further objects, which are usually in its own bucket.
  const key = type === 'MANIFEST' ? undefined : request.member('Key')
  return [need('s3:GetObject', objectsOf({ bucket, ...(key && { key }) }, context))]
}

const listNeeds = (reader: Readonly<Record<string, unknown>>, request: RequestValue, context: CallContext): Need[] => {
  const bucket = request.member('Bucket')
  const prefix = request.member('Prefix')
  const { Transformation: transformation } = isJsonObject(reader.ReaderConfig) ? reader.ReaderConfig : {}
  const isNarrow = prefix.pattern !== undefined && prefix.pattern !== '*'
  const condition = isNarrow ? { StringLike: { 's3:prefix': prefix.pattern } } : undefined
  return [
    need('s3:ListBucket', bucketOf(bucket, context), condition),
    ...(transformation === 'LOAD_AND_FLATTEN'
      ? [need('s3:GetObject', objectsOf({ bucket, key: prefix, isPrefix: true }, context))]
      : []),
  ]
}

const writerNeeds = (request: RequestValue, context: CallContext): Need[] => {
  const prefix = request.member('Prefix')
  const objects = objectsOf({ bucket: request.member('Bucket'), key: prefix, isPrefix: true }, context)
  return [need(['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'], objects)]
}

/** The permissions of a distributed Map to run child executions: executions of the state machine itself. */
export const mapRunNeeds = (context: MapContext): Need[] => {
  const own = (type: string, rest = ''): NeededResource =>
    context.ownName === undefined
      ? unknownResource(ownArn(context, 'states', `${type}:<name>${rest}`), 'the state machine has no name')
      : known(ownArn(context, 'states', `${type}:${context.ownName}${rest}`))
  return [
    need('states:StartExecution', own('stateMachine')),
    need(['states:DescribeExecution', 'states:StopExecution'], own('execution', ':*')),
    need('states:RedriveExecution', own('execution', '/*:*')),
  ]
}
