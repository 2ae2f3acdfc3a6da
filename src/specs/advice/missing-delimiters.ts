import { isJsonObject } from '../../json.ts'
import type { EvaluatedField } from '../evaluated-fields.ts'
import type { DefinitionPath, Finding } from '../finding.ts'
import type { StateRule } from '../rules/rule.ts'
import { show } from '../show.ts'

/** Matches strings that are probably expressions: `$states…`, a variable or function in use, or a JSONPath. A price is not one. */
const expressionLike = /^\$(?:states\b|\$?[.[]|[\p{ID_Start}_][\p{ID_Continue}]*(?:[.([]|$))/u

/** In a JSONata state, a string that looks like an expression has the delimiters `{%` and `%}` (developer guide, Transforming data). */
export const missingDelimiters: StateRule = ({ path, evaluatedFields, language }) =>
  language === 'JSONata' ? evaluatedFields.flatMap((field) => [...findingsIn(field, path)]) : []

function* findingsIn({ field, value, path }: EvaluatedField, statePath: DefinitionPath): Generator<Finding> {
  // Conditions have their own rule.
  if (field !== 'Condition') yield* stringFindings(value, [...statePath, ...path])
}

function* stringFindings(value: unknown, path: DefinitionPath): Generator<Finding> {
  if (Array.isArray(value)) {
    for (const [index, inner] of value.entries()) yield* stringFindings(inner, [...path, index])
  } else if (isJsonObject(value)) {
    for (const key of Object.keys(value)) yield* stringFindings(value[key], [...path, key])
  } else if (typeof value === 'string' && expressionLike.test(value)) {
    yield {
      path,
      code: 'MISSING_JSONATA_DELIMITERS',
      severity: 'warning',
      message: `${show(value)} is a string, not an expression`,
      hint: `write ${show(`{% ${value} %}`)}`,
    }
  }
}
