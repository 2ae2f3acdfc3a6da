import { isJsonObject } from '../../json.ts'
import { type Finding, type Path, SCHEMA } from '../finding.ts'
import type { Fields } from '../machine.ts'
import type { StateRule } from './rule.ts'

interface Group {
  readonly types: readonly string[]
  /** In the order in which AWS names them. */
  readonly fields: readonly string[]
  /** Whether one of them must be there. */
  readonly needsOne?: true
}

/** Fields of which a state has one only. */
const groups: readonly Group[] = [
  { types: ['Task', 'Pass', 'Wait', 'Parallel', 'Map'], fields: ['Next', 'End'], needsOne: true },
  { types: ['Wait'], fields: ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'], needsOne: true },
  { types: ['Map'], fields: ['ItemProcessor', 'Iterator'], needsOne: true },
  { types: ['Task'], fields: ['TimeoutSeconds', 'TimeoutSecondsPath'] },
  { types: ['Task'], fields: ['HeartbeatSeconds', 'HeartbeatSecondsPath'] },
  { types: ['Map'], fields: ['MaxConcurrency', 'MaxConcurrencyPath'] },
  { types: ['Map'], fields: ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'] },
  { types: ['Map'], fields: ['ToleratedFailureCount', 'ToleratedFailureCountPath'] },
  { types: ['Map'], fields: ['Parameters', 'ItemSelector'] },
  { types: ['Fail'], fields: ['Error', 'ErrorPath'] },
  { types: ['Fail'], fields: ['Cause', 'CausePath'] },
]

const batcherGroups: readonly (readonly string[])[] = [
  ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
  ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
]

/** Of some fields a state has exactly one: `Next` or `End`; of some at most one: a number or its path. */
export const exclusive: StateRule = function* ({ fields, path }): Generator<Finding> {
  for (const { types, fields: group, needsOne } of groups) {
    if (!types.includes(String(fields.Type))) continue
    if (needsOne && !group.some((key) => Object.hasOwn(fields, key))) yield noneOf(group, path)
    yield* atMostOne(group, fields, path)
  }
  const { ItemBatcher: batcher, ItemReader: reader } = fields
  if (isJsonObject(batcher))
    for (const group of batcherGroups) yield* atMostOne(group, batcher, [...path, 'ItemBatcher'])
  if (isJsonObject(reader) && isJsonObject(reader.ReaderConfig)) {
    yield* atMostOne(['MaxItems', 'MaxItemsPath'], reader.ReaderConfig, [...path, 'ItemReader', 'ReaderConfig'])
  }
}

const noneOf = (group: readonly string[], path: Path): Finding => ({
  path,
  code: SCHEMA,
  message: `This object should have only one of the following fields: [${group.join(', ')}]`,
  ours: `needs ${orList(group)}`,
})

function* atMostOne(group: readonly string[], fields: Fields, path: Path): Generator<Finding> {
  const given = group.filter((key) => Object.hasOwn(fields, key))
  const [, second] = given
  if (second === undefined) return
  yield {
    path,
    field: second,
    code: SCHEMA,
    message: `There should only be one of the following fields: [${group.join(', ')}]`,
    ours: `${orList(given)} may be given, not both`,
  }
}

const orList = (keys: readonly string[]): string => keys.map(toLiteral).join(' or ')

const toLiteral = (key: string): string => `"${key.charAt(0).toLowerCase()}${key.slice(1)}"`
