import { isJsonObject } from '../json.ts'
import type { DefinitionPath } from './finding.ts'
import type { AslObject } from './read-machine.ts'

/** The fields of each object that hold the user's data with expressions in it: payload templates, in JSONata plain values. */
const evaluated = {
  state: new Set([
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
  ]),
  rule: new Set(['Condition', 'Assign', 'Output']),
  catcher: new Set(['Assign', 'Output']),
  reader: new Set(['Parameters', 'Arguments']),
  config: new Set(['MaxItems']),
  batcher: new Set(['MaxItemsPerBatch', 'MaxInputBytesPerBatch', 'BatchInput']),
}

export interface EvaluatedField {
  readonly field: string
  readonly path: DefinitionPath
  readonly value: unknown
  /** Of which object it is a field. */
  readonly owner: keyof typeof evaluated
}

/** Every place of a state that is evaluated, with its path within the state. */
export const evaluatedFieldsOf = (fields: AslObject): EvaluatedField[] => {
  const payloads: EvaluatedField[] = []
  collect(fields, 'state', [], payloads)
  collectEach(fields.Choices, 'rule', 'Choices', payloads)
  collectEach(fields.Catch, 'catcher', 'Catch', payloads)
  if (fields.Type !== 'Map') return payloads
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = fields
  collect(reader, 'reader', ['ItemReader'], payloads)
  if (isJsonObject(reader)) collect(reader.ReaderConfig, 'config', ['ItemReader', 'ReaderConfig'], payloads)
  collect(batcher, 'batcher', ['ItemBatcher'], payloads)
  collect(writer, 'reader', ['ResultWriter'], payloads)
  return payloads
}

type Owner = EvaluatedField['owner']

const collectEach = (list: unknown, owner: Owner, key: string, payloads: EvaluatedField[]): void => {
  if (Array.isArray(list)) for (const [index, entry] of list.entries()) collect(entry, owner, [key, index], payloads)
}

const collect = (object: unknown, owner: Owner, at: DefinitionPath, payloads: EvaluatedField[]): void => {
  if (!isJsonObject(object)) return
  for (const field of Object.keys(object)) {
    if (evaluated[owner].has(field)) payloads.push({ field, path: [...at, field], value: object[field], owner })
  }
}
