import type { Finding } from '../finding.ts'
import type { StateRule } from '../rules/rule.ts'

/** A Choice state has a `Default`. Without one, an input that no rule matches fails the execution (ASL spec, Choice state). */
export const missingDefault: StateRule = function* ({ fields, path }): Generator<Finding> {
  if (fields.Default !== undefined || !Array.isArray(fields.Choices) || fields.Choices.length === 0) return
  yield {
    path,
    code: 'MISSING_DEFAULT',
    severity: 'warning',
    message: 'the execution fails if no rule of this choice matches',
    hint: 'add "default"',
  }
}
