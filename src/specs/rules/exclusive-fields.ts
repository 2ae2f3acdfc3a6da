import { isJsonObject } from '../../json.ts'
import { toLiteralKey } from '../asl-key.ts'
import type { AslObject } from '../asl-object.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { factsOf } from '../state-types.ts'
import type { StateRule } from './rule.ts'

const batcherGroups: readonly (readonly string[])[] = [
  ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
  ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
]

/** A state has exactly one field of some groups (`Next` or `End`), and at most one of others (a number or its path). */
export const exclusiveFields: StateRule = function* ({ fields, path }): Generator<Finding> {
  for (const { fields: group, isRequired } of factsOf(fields.Type)?.exclusiveFields ?? []) {
    const given = group.filter((key) => Object.hasOwn(fields, key))
    if (isRequired && given.length === 0) yield noneOf(group, path)
    if (given.length > 1) yield tooMany(group, given, path)
  }
  if (fields.Type !== 'Map') return
  const { ItemBatcher: batcher, ItemReader: reader } = fields
  if (isJsonObject(batcher))
    for (const group of batcherGroups) yield* atMostOne(group, batcher, [...path, 'ItemBatcher'])
  if (isJsonObject(reader) && isJsonObject(reader.ReaderConfig)) {
    yield* atMostOne(['MaxItems', 'MaxItemsPath'], reader.ReaderConfig, [...path, 'ItemReader', 'ReaderConfig'])
  }
}

const noneOf = (group: readonly string[], path: DefinitionPath): Finding => ({
  path,
  code: SCHEMA,
  message: `This object should have only one of the following fields: [${group.join(', ')}]`,
  literalMessage: `needs ${orList(group)}`,
})

function* atMostOne(group: readonly string[], fields: AslObject, path: DefinitionPath): Generator<Finding> {
  const given = group.filter((key) => Object.hasOwn(fields, key))
  if (given.length > 1) yield tooMany(group, given, path)
}

const tooMany = (group: readonly string[], given: readonly string[], path: DefinitionPath): Finding => ({
  path,
  field: given[1] ?? '',
  code: SCHEMA,
  message: `There should only be one of the following fields: [${group.join(', ')}]`,
  literalMessage: `only one of ${orList(given)} is allowed`,
})

const orList = (keys: readonly string[]): string => keys.map(quoted).join(' or ')

const quoted = (key: string): string => `"${toLiteralKey(key)}"`
