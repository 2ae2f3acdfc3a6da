import { isJsonObject } from '../../json.ts'
import { toAslKey } from '../asl-key.ts'
import { everyField } from '../field-names.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { type PathKind, pathProblem, surprisesIn } from '../path-problem.ts'
import type { StateRule } from './rule.ts'

/** The fields with a path that is not a reference path (developer guide, Paths). */
const otherKinds: ReadonlyMap<string, PathKind> = new Map([
  ['inputPath', 'path'],
  ['outputPath', 'path'],
  ['errorPath', 'referenceOrStringFunction'],
  ['causePath', 'referenceOrStringFunction'],
])

const kinds: ReadonlyMap<string, PathKind> = new Map(
  [...everyField]
    .filter((field) => field.endsWith('Path'))
    .map((field) => [toAslKey(field), otherKinds.get(field) ?? 'reference']),
)

/** Every field with a path has a valid JSONPath, or a reference path if it must name a single value. */
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
    const literalMessage = pathProblem(text, kind) ?? (key === 'ResultPath' ? targetProblem(text) : undefined)
    if (literalMessage === undefined) {
      yield* surprisesIn(text, [...path, key])
      continue
    }
    const isPath = pathProblem(text, 'path') === undefined
    const message = isPath ? 'Value is not a Reference Path' : 'Value must be a valid JSONPath.'
    yield { path: [...path, key], code: SCHEMA, message, literalMessage }
  }
}

/** A result is put into the state's input only (ASL spec, ResultPath). AWS's message for this is not known. */
const targetProblem = (text: string): string | undefined =>
  /^\$(?:[.[\s]|$)/.test(text) ? undefined : 'a result cannot be put into a variable or into the context object'
