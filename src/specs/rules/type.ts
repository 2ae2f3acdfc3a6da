import { type Finding, SCHEMA } from '../finding.ts'
import { nearest } from '../nearest.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

/** The types of state, in the order in which AWS names them. */
const types = ['Task', 'Wait', 'Pass', 'Succeed', 'Fail', 'Choice', 'Parallel', 'Map']

/** A state is of one of eight types. */
export const knownType: StateRule = function* ({ fields, path }): Generator<Finding> {
  const { Type: type } = fields
  if (type === undefined) {
    yield { path, field: 'Type', code: SCHEMA, message: 'These fields are required: [Type]' }
  } else if (typeof type !== 'string' || !types.includes(type)) {
    yield {
      path: [...path, 'Type'],
      code: SCHEMA,
      message: `The field 'Type' should have one of these values: [${types.join(', ')}]`,
      ours: `unknown state type ${show(type)}`,
      ...nearest(type, types),
    }
  }
}
