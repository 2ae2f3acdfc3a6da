import { isJsonObject } from '../../json.ts'
import type { AslObject } from '../asl-object.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import type { QueryLanguage } from '../values.ts'
import type { StateRule } from './rule.ts'

/** The fields of a Distributed Map are complete and valid (developer guide, Distributed mode). */
export const distributedMap: StateRule = function* ({ fields, path, language }, { type }): Generator<Finding> {
  if (fields.Type !== 'Map') return
  for (const key of ['ItemProcessor', 'Iterator']) {
    const processor = fields[key]
    const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined
    if (isJsonObject(config)) yield* configFindings(config, [...path, key, 'ProcessorConfig'], type)
  }
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = fields
  if (isJsonObject(reader)) yield* readerFindings(reader, [...path, 'ItemReader'])
  if (isJsonObject(batcher)) yield* batcherFindings(batcher, [...path, 'ItemBatcher'])
  if (isJsonObject(writer)) yield* writerFindings(writer, [...path, 'ResultWriter'], language)
}

function* configFindings(config: AslObject, path: DefinitionPath, type: string): Generator<Finding> {
  const hasType = Object.hasOwn(config, 'ExecutionType')
  if (config.Mode === 'DISTRIBUTED' && !hasType) yield required('ExecutionType', path)
  if (config.Mode === 'INLINE' && hasType) yield unsupported('ExecutionType', path)
  if (config.Mode !== 'DISTRIBUTED' || type !== 'EXPRESS') return
  const message = "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines"
  yield {
    path: [...path, 'Mode'],
    code: SCHEMA,
    message,
    literalMessage: 'an EXPRESS state machine cannot have a Distributed Map',
  }
}

const readable = /^arn:[^:]+:states:::s3:(?:getObject|listObjectsV2)$/
const writable = /^arn:[^:]+:states:::s3:putObject$/

function* readerFindings(reader: AslObject, path: DefinitionPath): Generator<Finding> {
  if (typeof reader.Resource === 'string' && !readable.test(reader.Resource)) {
    yield notAllowed(path, 'expected "s3:getObject" or "s3:listObjectsV2"')
  }
  if (!isJsonObject(reader.ReaderConfig)) return
  const config: AslObject = reader.ReaderConfig
  const at = [...path, 'ReaderConfig']
  const hasLocation = Object.hasOwn(config, 'CSVHeaderLocation')
  if (config.InputType === 'CSV' && !hasLocation) {
    const literalMessage = 'required for CSV, but missing'
    yield {
      path: at,
      field: 'CSVHeaderLocation',
      code: SCHEMA,
      message: "The field 'CSVHeaderLocation' is required",
      literalMessage,
    }
  }
  if (config.InputType === 'JSON' && hasLocation) yield unsupported('CSVHeaderLocation', at)
  if (config.CSVHeaderLocation === 'GIVEN' && !Object.hasOwn(config, 'CSVHeaders')) yield required('CSVHeaders', at)
}

const limits = ['MaxItemsPerBatch', 'MaxInputBytesPerBatch']

function* batcherFindings(batcher: AslObject, path: DefinitionPath): Generator<Finding> {
  if (limits.some((key) => Object.hasOwn(batcher, key) || Object.hasOwn(batcher, `${key}Path`))) return
  const message = `These fields are required: [${limits.join(', ')}]`
  yield { path, code: SCHEMA, message, literalMessage: 'needs "maxItemsPerBatch" or "maxInputBytesPerBatch"' }
}

function* writerFindings(writer: AslObject, path: DefinitionPath, language: QueryLanguage): Generator<Finding> {
  const payload = language === 'JSONata' ? 'Arguments' : 'Parameters'
  if (typeof writer.Resource === 'string' && !writable.test(writer.Resource)) {
    yield notAllowed(path, 'expected "s3:putObject"')
  }
  const hasResource = Object.hasOwn(writer, 'Resource')
  const hasPayload = Object.hasOwn(writer, payload)
  if (hasResource && !hasPayload) yield required(payload, path)
  if (!hasResource && (hasPayload || !Object.hasOwn(writer, 'WriterConfig'))) yield required('Resource', path)
}

const required = (key: string, path: DefinitionPath): Finding => ({
  path,
  field: key,
  code: SCHEMA,
  message: `These fields are required: [${key}]`,
  literalMessage: 'required here, but missing',
})

const unsupported = (key: string, path: DefinitionPath): Finding => ({
  path,
  field: key,
  code: SCHEMA,
  message: `Field '${key}' is not supported`,
  literalMessage: 'not supported here',
})

const notAllowed = (path: DefinitionPath, literalMessage: string): Finding => ({
  path: [...path, 'Resource'],
  code: SCHEMA,
  message: "The field 'Resource' does not match any of the allowed values",
  literalMessage,
})
