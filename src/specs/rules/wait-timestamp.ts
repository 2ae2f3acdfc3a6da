import { parseTimestamp } from '../../expressions/timestamp.ts'
import { type Finding, SCHEMA } from '../finding.ts'
import { show } from '../show.ts'
import type { StateRule } from './rule.ts'

/** The `Timestamp` of a Wait state is valid (ASL spec, Timestamps). */
export const waitTimestamp: StateRule = function* ({ fields, path, language }): Generator<Finding> {
  const { Type: type, Timestamp: timestamp } = fields
  if (type !== 'Wait' || typeof timestamp !== 'string' || parseTimestamp(timestamp) !== undefined) return
  if (language === 'JSONata' && timestamp.startsWith('{%')) return
  yield {
    path: [...path, 'Timestamp'],
    code: SCHEMA,
    message: 'String does not match RFC3339 timestamp',
    literalMessage: `expected a timestamp such as "2026-01-31T09:00:00Z", found ${show(timestamp)}`,
  }
}
