import { checkJsonata, type StatesFields } from '../../expressions/jsonata-check.ts'
import { isJsonObject } from '../../json.ts'
import type { EvaluatedField } from '../evaluated-fields.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { show } from '../show.ts'
import { factsOf } from '../state-types.ts'
import { isJsonata } from '../values.ts'
import type { StateRule } from './rule.ts'

/** Every JSONata expression parses, and reads only the fields of `$states` that exist in its field (developer guide, Transforming data). */
export const jsonataExpressions: StateRule = function* ({ fields, path, evaluatedFields }): Generator<Finding> {
  for (const field of evaluatedFields) {
    const readable = statesFieldsIn(field, fields.Type)
    for (const [text, at] of stringsIn(field.value, [...path, ...field.path]))
      yield* expressionFindings(text, at, readable)
  }
}

/** The fields of `$states` that an evaluated field can read, besides `input` and `context`. */
const statesFieldsIn = ({ owner, field }: EvaluatedField, type: unknown): StatesFields => ({
  result: owner === 'state' && (field === 'Output' || field === 'Assign') && factsOf(type)?.hasResult === true,
  errorOutput: owner === 'catcher',
})

/** The strings at any depth of a value, each with its path. */
function* stringsIn(value: unknown, path: DefinitionPath): Generator<[string, DefinitionPath]> {
  if (typeof value === 'string') yield [value, path]
  else if (Array.isArray(value)) for (const [index, inner] of value.entries()) yield* stringsIn(inner, [...path, index])
  else if (isJsonObject(value))
    for (const [key, inner] of Object.entries(value)) yield* stringsIn(inner, [...path, key])
}

function* expressionFindings(text: string, path: DefinitionPath, readable: StatesFields): Generator<Finding> {
  if (!text.startsWith('{%') && !text.endsWith('%}')) return
  if (!isJsonata(text)) {
    const literalMessage = `an expression starts with "{%" and ends with "%}", found ${show(text)}`
    return yield { path, code: SCHEMA, message: 'JSONata string must start with {% and end with %}', literalMessage }
  }
  for (const { code, message } of checkJsonata(text.slice(2, -2), readable)) yield { path, code, message }
}
