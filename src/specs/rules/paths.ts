import { isJsonObject } from '../../json.ts'
import { type Finding, type Path, SCHEMA } from '../finding.ts'
import { pathProblem, surprisesIn } from '../path-problem.ts'
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
  ['ErrorPath', 'referenceOrStringFunction'],
  ['CausePath', 'referenceOrStringFunction'],
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

function* pathsIn(object: unknown, path: Path): Generator<Finding> {
  if (!isJsonObject(object)) return
  for (const key of Object.keys(object)) {
    const text = object[key]
    const kind = kinds.get(key)
    if (!kind || typeof text !== 'string') continue
    const ours = pathProblem(text, kind) ?? (key === 'ResultPath' ? targetProblem(text) : undefined)
    if (ours === undefined) {
      yield* surprisesIn(text, [...path, key])
      continue
    }
    const isPath = pathProblem(text, 'path') === undefined
    const message = isPath ? 'Value is not a Reference Path' : 'Value must be a valid JSONPath.'
    yield { path: [...path, key], code: SCHEMA, message, ours }
  }
}

/** A result is put into the input only (ASL spec, ResultPath); AWS's words for this are not known. */
const targetProblem = (text: string): string | undefined =>
  /^\$(?:[.[\s]|$)/.test(text) ? undefined : 'a result cannot be put into a variable or into the context object'
