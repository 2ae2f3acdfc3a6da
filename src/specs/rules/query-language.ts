import { isJsonObject } from '../../json.ts'
import { type Finding, type Path, SCHEMA } from '../finding.ts'
import { languageOfField } from '../languages.ts'
import type { Fields, PlacedState } from '../machine.ts'
import type { QueryLanguage } from '../values.ts'
import type { StateRule } from './rule.ts'

/**
 * A machine in JSONata is in JSONata throughout, a machine in JSONPath may have states in JSONata; a state has the fields of its
 * own query language only (developer guide, Transforming data).
 */
export const queryLanguage: StateRule = function* (state): Generator<Finding> {
  const { fields, path, language, inherited } = state
  if (inherited === 'JSONata' && language === 'JSONPath') {
    const message = "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine"
    return yield {
      path,
      field: 'QueryLanguage',
      code: SCHEMA,
      message,
      ours: 'a machine in JSONata has no states in JSONPath',
    }
  }
  yield* foreignFields(fields, path, language)
  for (const [inner, at] of objectsIn(state)) yield* foreignFields(inner, [...path, ...at], language)
}

function* foreignFields(fields: Fields, path: Path, language: QueryLanguage): Generator<Finding> {
  for (const key of Object.keys(fields)) {
    const other = languageOfField(key)
    if (other === undefined || other === language) continue
    yield {
      path,
      field: key,
      code: SCHEMA,
      message: `The QueryLanguage is set to '${language}', but field '${key}' is only supported for the '${other}' QueryLanguage`,
      ours: `a field of ${other}, but the query language here is ${language}`,
    }
  }
}

/** The objects within a state whose fields belong to a query language too. */
function* objectsIn({ fields }: PlacedState): Generator<[Fields, Path]> {
  for (const key of ['Catch', 'Choices']) {
    const list = fields[key]
    if (!Array.isArray(list)) continue
    for (const [index, inner] of list.entries()) if (isJsonObject(inner)) yield [inner, [key, index]]
  }
  for (const key of ['ItemReader', 'ItemBatcher', 'ResultWriter']) {
    const inner = fields[key]
    if (isJsonObject(inner)) yield [inner, [key]]
    if (isJsonObject(inner) && isJsonObject(inner.ReaderConfig)) yield [inner.ReaderConfig, [key, 'ReaderConfig']]
  }
}
