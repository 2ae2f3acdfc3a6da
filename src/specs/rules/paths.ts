import { isJsonObject } from '../../json.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { pathProblem } from '../path-problem.ts'
import type { StateRule } from './rule.ts'

/** What each field that is a path must be (developer guide, Paths). */
const kinds: ReadonlyMap<string, Parameters<typeof pathProblem>[1]> = new Map([
  ['InputPath', 'path'],
  ['OutputPath', 'path'],
  ['ResultPath', 'reference'],
  ['ItemsPath', 'reference'],
  ['SecondsPath', 'reference'],
  ['TimestampPath', 'reference'],
  ['TimeoutSecondsPath', 'reference'],
  ['HeartbeatSecondsPath', 'reference'],
  ['MaxConcurrencyPath', 'reference'],
  ['ToleratedFailureCountPath', 'reference'],
  ['ToleratedFailurePercentagePath', 'reference'],
  ['MaxItemsPath', 'reference'],
  ['MaxItemsPerBatchPath', 'reference'],
  ['MaxInputBytesPerBatchPath', 'reference'],
  ['ErrorPath', 'referenceOrFunction'],
  ['CausePath', 'referenceOrFunction'],
])

/** Every path is one: a JSONPath, a reference path where exactly one place is meant. */
export const paths: StateRule = function* ({ fields, path }): Generator<Finding> {
  yield* pathsIn(fields, path)
  if (Array.isArray(fields.Catch)) {
    for (const [index, catcher] of fields.Catch.entries()) yield* pathsIn(catcher, [...path, 'Catch', index])
  }
  if (fields.Type !== 'Map') return
  const { ItemReader: reader, ItemBatcher: batcher } = fields
  if (isJsonObject(reader)) yield* pathsIn(reader.ReaderConfig, [...path, 'ItemReader', 'ReaderConfig'])
  yield* pathsIn(batcher, [...path, 'ItemBatcher'])
}

function* pathsIn(object: unknown, path: DefinitionPath): Generator<Finding> {
  if (!isJsonObject(object)) return
  for (const key of Object.keys(object)) {
    const text = object[key]
    const kind = kinds.get(key)
    if (!kind || typeof text !== 'string') continue
    const ours = pathProblem(text, kind)
    if (ours === undefined) continue
    const isPath = pathProblem(text, 'path') === undefined
    const message = isPath ? 'Value is not a Reference Path' : 'Value must be a valid JSONPath.'
    yield { path: [...path, key], code: SCHEMA, message, ours }
  }
}
