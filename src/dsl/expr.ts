import { DefinitionError, type Issue } from '../errors.ts'
import { parseCondition } from '../expressions/condition-text.ts'
import type { Condition } from '../specs/condition.ts'
import { conditionProblems } from '../specs/condition-problems.ts'
import { SCHEMA } from '../specs/finding.ts'

/**
 * The tuple that the text of a condition says, for programs that build conditions of others.
 * @throws ExpressionSyntaxError naming the column and what was expected there
 * @throws DefinitionError for an operator that ASL does not have
 *
 * @example expr('$.total >= 20 and not ($.type = "Private")') // ['and', ['>=', '$.total', 20], ['not', ['=', '$.type', 'Private']]]
 */
export const expr = (text: string): Condition => {
  const condition = parseCondition(text)
  const issues = [...conditionProblems(condition)].map(
    (problem): Issue => ({ ...problem, code: SCHEMA, severity: 'error' }),
  )
  if (!isCondition(condition, issues)) throw new DefinitionError(issues)
  return condition
}

const isCondition = (_condition: unknown, issues: readonly Issue[]): _condition is Condition => issues.length === 0
