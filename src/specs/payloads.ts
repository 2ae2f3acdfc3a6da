import { isJsonObject } from '../json.ts'
import type { Path } from './finding.ts'
import type { Fields } from './machine.ts'

/** The fields of each object that hold the user's data with expressions in it: payload templates, in JSONata plain values. */
const evaluated = {
  state: [
    'Parameters',
    'ResultSelector',
    'ItemSelector',
    'Arguments',
    'Output',
    'Assign',
    'Items',
    'Credentials',
    'Seconds',
    'Timestamp',
    'TimeoutSeconds',
    'HeartbeatSeconds',
    'MaxConcurrency',
    'ToleratedFailureCount',
    'ToleratedFailurePercentage',
    'Error',
    'Cause',
  ],
  rule: ['Condition', 'Assign', 'Output'],
  catcher: ['Assign', 'Output'],
  reader: ['Parameters', 'Arguments'],
  config: ['MaxItems'],
  batcher: ['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput'],
} as const

export interface PlacedPayload {
  readonly field: string
  readonly path: Path
  readonly value: unknown
  /** Of which object it is a field. */
  readonly owner: keyof typeof evaluated
}

/** Every place of a state that is evaluated, with its path within the state. */
export function* payloadsOf(fields: Fields): Generator<PlacedPayload> {
  yield* payloadsIn(fields, 'state', [])
  yield* payloadsInList(fields.Choices, 'rule', 'Choices')
  yield* payloadsInList(fields.Catch, 'catcher', 'Catch')
  yield* payloadsIn(fields.ItemReader, 'reader', ['ItemReader'])
  if (isJsonObject(fields.ItemReader)) {
    yield* payloadsIn(fields.ItemReader.ReaderConfig, 'config', ['ItemReader', 'ReaderConfig'])
  }
  yield* payloadsIn(fields.ItemBatcher, 'batcher', ['ItemBatcher'])
  yield* payloadsIn(fields.ResultWriter, 'reader', ['ResultWriter'])
}

function* payloadsInList(list: unknown, owner: PlacedPayload['owner'], key: string): Generator<PlacedPayload> {
  if (!Array.isArray(list)) return
  for (const [index, entry] of list.entries()) yield* payloadsIn(entry, owner, [key, index])
}

function* payloadsIn(object: unknown, owner: PlacedPayload['owner'], at: Path): Generator<PlacedPayload> {
  if (!isJsonObject(object)) return
  for (const field of evaluated[owner]) {
    const value = object[field]
    if (value !== undefined) yield { field, path: [...at, field], value, owner }
  }
}
