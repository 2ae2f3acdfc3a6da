import { nearest } from '../../nearest.ts'
import { type Finding, SCHEMA } from '../finding.ts'
import { show } from '../show.ts'
import { isStateType, stateTypeNames } from '../state-types.ts'
import type { StateRule } from './rule.ts'

/** A state's `Type` is one of ASL's (ASL spec, State types). */
export const knownType: StateRule = function* ({ fields, path }): Generator<Finding> {
  const { Type: type } = fields
  if (type === undefined) {
    yield { path, field: 'Type', code: SCHEMA, message: "The field 'Type' is required" }
  } else if (!isStateType(type)) {
    yield {
      path: [...path, 'Type'],
      code: SCHEMA,
      message: `The field 'Type' should have one of these values: [${stateTypeNames.join(', ')}]`,
      literalMessage: `unknown state type ${show(type)}`,
      ...nearest(type, stateTypeNames),
    }
  }
}
