import { isJsonObject } from '../../json.ts'
import type { AslObject } from '../asl-object.ts'
import { type DefinitionPath, type Finding, SCHEMA } from '../finding.ts'
import { languageOfField } from '../language-of-field.ts'
import type { QueryLanguage } from '../values.ts'
import type { StateRule } from './rule.ts'

/**
 * A state has only the fields of its query language. A state machine in JSONPath can have states in JSONata, but not the other way
 * round (developer guide, Transforming data).
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
      literalMessage: 'a state machine in JSONata cannot have states in JSONPath',
    }
  }
  for (const key of foreignFields(fields, language)) yield foreign(key, path, language)
  for (const [inner, at] of objectsIn(fields)) {
    for (const key of foreignFields(inner, language)) yield foreign(key, [...path, ...at], language)
  }
}

const foreignFields = (fields: object, language: QueryLanguage): string[] =>
  Object.keys(fields).filter((key) => (languageOfField(key) ?? language) !== language)

const foreign = (key: string, path: DefinitionPath, language: QueryLanguage): Finding => {
  const other = language === 'JSONata' ? 'JSONPath' : 'JSONata'
  return {
    path,
    field: key,
    code: SCHEMA,
    message: `The QueryLanguage is set to '${language}', but field '${key}' is only supported for the '${other}' QueryLanguage`,
    literalMessage: `a field of ${other}, but the query language of this state is ${language}`,
  }
}

/** The objects inside a state whose fields belong to a query language, each with its path from the state. */
const objectsIn = (fields: AslObject): [object, DefinitionPath][] => {
  const objects: [object, DefinitionPath][] = []
  const add = (inner: unknown, path: DefinitionPath): void => {
    if (isJsonObject(inner)) objects.push([inner, path])
  }
  for (const key of ['Catch', 'Choices']) {
    const list = fields[key]
    if (Array.isArray(list)) for (const [index, inner] of list.entries()) add(inner, [key, index])
  }
  if (fields.Type !== 'Map') return objects
  for (const key of ['ItemReader', 'ItemBatcher', 'ResultWriter']) add(fields[key], [key])
  if (isJsonObject(fields.ItemReader)) add(fields.ItemReader.ReaderConfig, ['ItemReader', 'ReaderConfig'])
  return objects
}
