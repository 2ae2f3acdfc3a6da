import { isJsonObject } from '../json.ts'
import { toAslKey } from './asl-key.ts'
import type { AslObject } from './asl-object.ts'
import { Catcher, ChoiceRule, stateSpecs } from './definition.ts'
import type { DefinitionPath } from './finding.ts'
import { ItemBatcher, ItemReader, ReaderConfig, ResultWriter } from './map-fields.ts'
import { JsonataString, Payload, TextOrExpression } from './values.ts'
import { type ObjectSpec, type Spec, zodDefinition } from './zod-definition.ts'

/** True if the values that a spec accepts are evaluated: the user's data, and fields that may be written as an expression. */
const isEvaluated = (spec: Spec): boolean => {
  const definition = zodDefinition(spec)
  if (definition.type === 'optional') return isEvaluated(definition.innerType)
  if (definition.type === 'union') return definition.options.some(isEvaluated)
  return spec === Payload || spec === JsonataString || spec === TextOrExpression
}

const evaluatedKeys = (specs: readonly ObjectSpec[], ...others: readonly string[]): ReadonlySet<string> => {
  const fields = specs.flatMap(({ shape }) => Object.entries(shape))
  return new Set([...fields.filter(([, spec]) => isEvaluated(spec)).map(([key]) => toAslKey(key)), ...others])
}

/** The fields of each kind of object that are evaluated: payload templates, and in JSONata any value. */
const evaluated = {
  state: evaluatedKeys(Object.values(stateSpecs)),
  rule: evaluatedKeys([ChoiceRule], 'Condition'),
  catcher: evaluatedKeys([Catcher]),
  reader: evaluatedKeys([ItemReader]),
  config: evaluatedKeys([ReaderConfig]),
  batcher: evaluatedKeys([ItemBatcher]),
  writer: evaluatedKeys([ResultWriter]),
}

/** A field of a state, or of an object inside it, whose value is evaluated. */
export interface EvaluatedField {
  readonly field: string
  /** The path from the state. */
  readonly path: DefinitionPath
  readonly value: unknown
  /** The kind of object that has the field. */
  readonly owner: keyof typeof evaluated
}

/** Every evaluated field of a state, in the order in which they are written. */
export const evaluatedFieldsOf = (state: AslObject): EvaluatedField[] => {
  const found: EvaluatedField[] = []
  collect(state, 'state', [], found)
  collectEach(state.Choices, 'rule', 'Choices', found)
  collectEach(state.Catch, 'catcher', 'Catch', found)
  if (state.Type !== 'Map') return found
  const { ItemReader: reader, ItemBatcher: batcher, ResultWriter: writer } = state
  collect(reader, 'reader', ['ItemReader'], found)
  if (isJsonObject(reader)) collect(reader.ReaderConfig, 'config', ['ItemReader', 'ReaderConfig'], found)
  collect(batcher, 'batcher', ['ItemBatcher'], found)
  collect(writer, 'writer', ['ResultWriter'], found)
  return found
}

type Owner = EvaluatedField['owner']

const collectEach = (list: unknown, owner: Owner, key: string, found: EvaluatedField[]): void => {
  if (Array.isArray(list)) for (const [index, entry] of list.entries()) collect(entry, owner, [key, index], found)
}

const collect = (object: unknown, owner: Owner, path: DefinitionPath, found: EvaluatedField[]): void => {
  if (!isJsonObject(object)) return
  for (const field of Object.keys(object)) {
    if (evaluated[owner].has(field)) found.push({ field, path: [...path, field], value: object[field], owner })
  }
}
