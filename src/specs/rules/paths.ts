import { ExpressionSyntaxError } from '../../expressions/failure.ts'
import { parseIntrinsic } from '../../expressions/intrinsics.ts'
import { parsePath, parseReferencePath } from '../../expressions/json-path.ts'
import { isJsonObject } from '../../json.ts'
import { type Finding, type Path, SCHEMA } from '../finding.ts'
import { toAslKey } from '../keys.ts'
import { operators } from '../operators.ts'
import type { StateRule } from './rule.ts'

type Reader = (text: string) => unknown

const intrinsicOrReference: Reader = (text) =>
  text.startsWith('States.') ? parseIntrinsic(text) : parseReferencePath(text)

/** What each field that is a path must be (developer guide, Paths). */
const readers: ReadonlyMap<string, Reader> = new Map(
  Object.entries({
    InputPath: parsePath,
    OutputPath: parsePath,
    ResultPath: parseReferencePath,
    ItemsPath: parseReferencePath,
    SecondsPath: parseReferencePath,
    TimestampPath: parseReferencePath,
    TimeoutSecondsPath: parseReferencePath,
    HeartbeatSecondsPath: parseReferencePath,
    MaxConcurrencyPath: parseReferencePath,
    ToleratedFailureCountPath: parseReferencePath,
    ToleratedFailurePercentagePath: parseReferencePath,
    MaxItemsPath: parseReferencePath,
    MaxItemsPerBatchPath: parseReferencePath,
    MaxInputBytesPerBatchPath: parseReferencePath,
    ErrorPath: intrinsicOrReference,
    CausePath: intrinsicOrReference,
  }),
)

/** The fields of a comparison that are paths. */
const comparisonReaders: ReadonlyMap<string, Reader> = new Map([
  ['Variable', parsePath],
  ...[...operators]
    .filter(([, operand]) => operand === 'path')
    .map(([name]): [string, Reader] => [toAslKey(name), parsePath]),
])

/** Every path is one: a JSONPath, a reference path where exactly one place is meant. */
export const paths: StateRule = function* ({ fields, path, language }): Generator<Finding> {
  if (language !== 'JSONPath') return
  yield* pathsIn(fields, path, readers)
  for (const [index, catcher] of entriesOf(fields.Catch)) yield* pathsIn(catcher, [...path, 'Catch', index], readers)
  for (const [index, rule] of entriesOf(fields.Choices)) yield* comparisonPaths(rule, [...path, 'Choices', index])
  if (fields.Type !== 'Map') return
  const { ItemReader: reader, ItemBatcher: batcher } = fields
  if (isJsonObject(reader)) yield* pathsIn(reader.ReaderConfig, [...path, 'ItemReader', 'ReaderConfig'], readers)
  yield* pathsIn(batcher, [...path, 'ItemBatcher'], readers)
}

const entriesOf = (list: unknown): [number, unknown][] => (Array.isArray(list) ? [...list.entries()] : [])

function* comparisonPaths(rule: unknown, path: Path): Generator<Finding> {
  if (!isJsonObject(rule)) return
  yield* pathsIn(rule, path, comparisonReaders)
  yield* comparisonPaths(rule.Not, [...path, 'Not'])
  for (const key of ['And', 'Or']) {
    for (const [index, inner] of entriesOf(rule[key])) yield* comparisonPaths(inner, [...path, key, index])
  }
}

function* pathsIn(object: unknown, path: Path, table: typeof readers): Generator<Finding> {
  if (!isJsonObject(object)) return
  for (const key of Object.keys(object)) {
    const text = object[key]
    const read = table.get(key)
    if (!read || typeof text !== 'string') continue
    const problem = problemOf(read, text)
    if (problem === undefined) continue
    const isComparison = table === comparisonReaders
    yield { path: [...path, key], code: SCHEMA, message: awsWords(text, isComparison), ours: problem }
  }
}

const problemOf = (read: Reader, text: string): string | undefined => {
  try {
    read(text)
    return undefined
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return error.message
    throw error
  }
}

const awsWords = (text: string, isComparison: boolean): string => {
  if (isComparison && !text.startsWith('$'))
    return "Value is not a Reference Path: Reference path didn't start with '$'"
  return isPath(text) ? 'Value is not a Reference Path' : 'Value must be a valid JSONPath.'
}

const isPath = (text: string): boolean => problemOf(parsePath, text) === undefined
