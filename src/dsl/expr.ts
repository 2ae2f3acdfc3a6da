import { DefinitionError, type Issue } from '../errors.ts'
import { parseCondition } from '../expressions/condition-text.ts'
import type { Condition } from '../specs/condition.ts'
import { conditionProblems } from '../specs/condition-problems.ts'
import { SCHEMA } from '../specs/finding.ts'
import { isJsonata } from '../specs/values.ts'

/**
 * Parses an expression string to a condition tuple, for programs that build conditions. A JSONata string stays as it is.
 * @throws DefinitionError naming the column and the expected token, or an unknown operator.
 *
 * @example
 * expr('$.total >= 20 and not ($.type = "Private")') // => ['and', ['>=', '$.total', 20], ['not', ['=', '$.type', 'Private']]]
 */
export const expr = (text: string): Condition => {
  const issues = [...conditionProblems(text)].map((problem): Issue => ({ severity: 'error', ...problem, code: SCHEMA }))
  if (issues.some(({ severity }) => severity === 'error')) throw new DefinitionError(issues)
  // The parser's type is wider than Condition; a string without problems is one.
  return isJsonata(text) ? text : (parseCondition(text) as Condition)
}
