import { toAslKey } from './asl-key.ts'
import type { QueryLanguage } from './values.ts'

/** The fields that only JSONata has (developer guide, Transforming data). */
export const jsonataFields = ['arguments', 'output', 'items', 'condition'] as const

/** The fields that only JSONPath has. */
export const jsonPathFields = [
  'inputPath',
  'outputPath',
  'parameters',
  'result',
  'resultPath',
  'resultSelector',
  'itemsPath',
  'maxConcurrencyPath',
  'toleratedFailureCountPath',
  'toleratedFailurePercentagePath',
  'timeoutSecondsPath',
  'heartbeatSecondsPath',
  'secondsPath',
  'timestampPath',
  'errorPath',
  'causePath',
  'maxItemsPath',
  'maxItemsPerBatchPath',
  'maxInputBytesPerBatchPath',
  'variable',
  'and',
  'or',
  'not',
] as const

export type JsonataField = (typeof jsonataFields)[number]
export type JsonPathField = (typeof jsonPathFields)[number]

const onlyIn: ReadonlyMap<string, QueryLanguage> = new Map([
  ...jsonataFields.map((field): [string, QueryLanguage] => [toAslKey(field), 'JSONata']),
  ...jsonPathFields.map((field): [string, QueryLanguage] => [toAslKey(field), 'JSONPath']),
])

/** The query language that an ASL field belongs to; `undefined` where both have it. */
export const languageOfField = (aslKey: string): QueryLanguage | undefined => onlyIn.get(aslKey)
