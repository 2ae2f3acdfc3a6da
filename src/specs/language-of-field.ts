import { toAslKey } from './asl-key.ts'
import type { Catcher, ChoiceRule, State } from './definition.ts'
import { everyField } from './field-names.ts'
import type { ItemBatcher, ItemReader, ReaderConfig, ResultWriter } from './map-fields.ts'
import type { QueryLanguage } from './values.ts'

type KeyOf<Union> = Union extends unknown ? keyof Union : never

/** A field of a state or of an object inside it, in a literal. */
type FieldName = KeyOf<State | Catcher | ChoiceRule | ItemReader | ReaderConfig | ItemBatcher | ResultWriter>

/** The fields that only JSONata has (developer guide, Transforming data). */
const jsonataFields = ['arguments', 'output', 'items', 'condition'] as const satisfies readonly FieldName[]
export type JsonataField = (typeof jsonataFields)[number]

/** The fields that only JSONPath has, besides those whose name ends in `Path`. */
const otherJsonPathFields = ['parameters', 'result', 'resultSelector'] as const satisfies readonly FieldName[]
export type JsonPathField = Extract<FieldName, `${string}Path`> | (typeof otherJsonPathFields)[number]

/** The fields of a comparison, which are JSONPath's way to write a condition. */
const comparisonFields = ['variable', 'and', 'or', 'not']

const jsonPathFields = [
  ...[...everyField].filter((field) => field.endsWith('Path')),
  ...otherJsonPathFields,
  ...comparisonFields,
]

const languages: ReadonlyMap<string, QueryLanguage> = new Map([
  ...jsonataFields.map((field): [string, QueryLanguage] => [toAslKey(field), 'JSONata']),
  ...jsonPathFields.map((field): [string, QueryLanguage] => [toAslKey(field), 'JSONPath']),
])

/** The query language that has an ASL field; `undefined` if both have it. */
export const languageOfField = (aslKey: string): QueryLanguage | undefined => languages.get(aslKey)
