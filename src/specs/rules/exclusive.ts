import { isJsonObject } from '../../json.ts'
import { type Finding, type Path, SCHEMA } from '../finding.ts'
import type { Fields } from '../machine.ts'
import type { StateRule } from './rule.ts'

interface Group {
  /** In the order in which AWS names them. */
  readonly fields: readonly string[]
  /** Whether one of them must be there. */
  readonly needsOne?: true
}

const transition: Group = { fields: ['Next', 'End'], needsOne: true }

/** Fields of which a state of a type has one only. */
const groups: ReadonlyMap<unknown, readonly Group[]> = new Map([
  ['Pass', [transition]],
  ['Parallel', [transition]],
  ['Wait', [transition, { fields: ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp'], needsOne: true }]],
  [
    'Task',
    [
      transition,
      { fields: ['TimeoutSeconds', 'TimeoutSecondsPath'] },
      { fields: ['HeartbeatSeconds', 'HeartbeatSecondsPath'] },
    ],
  ],
  [
    'Map',
    [
      transition,
      { fields: ['ItemProcessor', 'Iterator'], needsOne: true },
      { fields: ['MaxConcurrency', 'MaxConcurrencyPath'] },
      { fields: ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'] },
      { fields: ['ToleratedFailureCount', 'ToleratedFailureCountPath'] },
      { fields: ['Parameters', 'ItemSelector'] },
    ],
  ],
  ['Fail', [{ fields: ['Error', 'ErrorPath'] }, { fields: ['Cause', 'CausePath'] }]],
])

const batcherGroups: readonly (readonly string[])[] = [
  ['MaxItemsPerBatch', 'MaxItemsPerBatchPath'],
  ['MaxInputBytesPerBatch', 'MaxInputBytesPerBatchPath'],
]

/** Of some fields a state has exactly one: `Next` or `End`; of some at most one: a number or its path. */
export const exclusive: StateRule = function* ({ fields, path }): Generator<Finding> {
  for (const { fields: group, needsOne } of groups.get(fields.Type) ?? []) {
    const given = group.filter((key) => Object.hasOwn(fields, key))
    if (needsOne && given.length === 0) yield noneOf(group, path)
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

const noneOf = (group: readonly string[], path: Path): Finding => ({
  path,
  code: SCHEMA,
  message: `This object should have only one of the following fields: [${group.join(', ')}]`,
  ours: `needs ${orList(group)}`,
})

function* atMostOne(group: readonly string[], fields: Fields, path: Path): Generator<Finding> {
  const given = group.filter((key) => Object.hasOwn(fields, key))
  if (given.length > 1) yield tooMany(group, given, path)
}

const tooMany = (group: readonly string[], given: readonly string[], path: Path): Finding => ({
  path,
  field: given[1] ?? '',
  code: SCHEMA,
  message: `There should only be one of the following fields: [${group.join(', ')}]`,
  ours: `${orList(given)} may be given, not both`,
})

const orList = (keys: readonly string[]): string => keys.map(toLiteral).join(' or ')

const toLiteral = (key: string): string => `"${key.charAt(0).toLowerCase()}${key.slice(1)}"`
