import { checkJsonata, type StatesFields } from '../../expressions/jsonata-check.ts'
import { isJsonObject } from '../../json.ts'
import type { EvaluatedField } from '../evaluated-fields.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

const haveResult = new Set<unknown>(['Task', 'Parallel', 'Map'])

/** Every JSONata expression can be read, and reads what there is where it stands (developer guide, Transforming data). */
export const jsonataExpressions: StateRule = function* ({
  fields,
  path,
  evaluatedFields: payloads,
}): Generator<Finding> {
  for (const payload of payloads) {
    const readable = statesFieldsAt(payload, fields.Type)
    for (const [text, at] of textsIn(payload.value, [...path, ...payload.path])) yield* textFindings(text, at, readable)
  }
}

/** What `$states` has at a place, besides `input` and `context`. */
const statesFieldsAt = ({ owner, field }: EvaluatedField, type: unknown): StatesFields => ({
  result: owner === 'state' && (field === 'Output' || field === 'Assign') && haveResult.has(type),
  errorOutput: owner === 'catcher',
})

/** The texts at any depth of a value, each with its path. */
function* textsIn(value: unknown, path: DefinitionPath): Generator<[string, DefinitionPath]> {
  if (typeof value === 'string') yield [value, path]
  else if (Array.isArray(value)) for (const [index, inner] of value.entries()) yield* textsIn(inner, [...path, index])
  else if (isJsonObject(value)) for (const [key, inner] of Object.entries(value)) yield* textsIn(inner, [...path, key])
}

function* textFindings(text: string, path: DefinitionPath, readable: StatesFields): Generator<Finding> {
  if (!text.startsWith('{%')) return
  if (!text.endsWith('%}') || text.length < 4) {
    const ours = `an expression ends with "%}", found ${show(text)}`
    return yield { path, code: SCHEMA, message: 'JSONata string must start with {% and end with %}', ours }
  }
  for (const { code, message } of checkJsonata(text.slice(2, -2), readable)) yield { path, code, message }
}
