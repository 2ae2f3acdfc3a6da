import type { StateRule } from '../rules/rule.ts'

/** A Choice state has a `Default`. Without one, an input that no rule matches fails the execution (ASL spec, Choice state). */
export const missingDefault: StateRule = ({ fields, path }) => {
  const isMissing = fields.Default === undefined && Array.isArray(fields.Choices) && fields.Choices.length > 0
  const message = 'the execution fails if no rule of this choice matches'
  return isMissing ? [{ path, code: 'MISSING_DEFAULT', severity: 'warning', message, hint: 'add "default"' }] : []
}
