import { DefinitionError, type Issue } from '../errors.ts'
import { parseCondition } from '../expressions/condition-text.ts'
import { ExpressionSyntaxError } from '../expressions/failure.ts'
import { comparisonSymbols, isComparisonSymbol, isTypeTest } from '../specs/comparison-operators.ts'
import type { Condition } from '../specs/condition.ts'
import { conditionProblems } from '../specs/condition-problems.ts'
import { SCHEMA } from '../specs/finding.ts'
import { show } from '../specs/show.ts'
import { isJsonata } from '../specs/values.ts'
import { definitionError } from './definition-error.ts'

/**
 * Formats a condition as an expression string: the inverse of `expr`. A `Date` becomes its ISO string with the operator's name.
 * @throws DefinitionError if the condition is not valid, or if it has no expression string: `true`, `false`, and conditions that contain
 * ASL or JSONata.
 *
 * @example
 * conditionText(['and', ['>=', '$.total', 20], ['not', '$.vip']]) // => '$.total >= 20 and not $.vip'
 */
export const conditionText = (condition: Condition): string => {
  if (isJsonata(condition)) return condition
  const issues = [...conditionProblems(condition)].map(
    (problem): Issue => ({ severity: 'error', ...problem, code: SCHEMA }),
  )
  if (issues.some(({ severity }) => severity === 'error')) throw new DefinitionError(issues)
  const text = format(typeof condition === 'string' ? parseCondition(condition) : condition)
  assertReadable(text)
  return text
}

const format = (condition: unknown): string => {
  if (typeof condition === 'string' && !isJsonata(condition)) return condition
  if (!Array.isArray(condition)) throw definitionError([], `no expression string stands for ${show(condition)}`)
  const [operator, left, right] = condition
  if (operator === 'and' || operator === 'or') return condition.slice(1).map(formatOperand).join(` ${operator} `)
  if (operator === 'not') return `not ${formatOperand(left)}`
  if (operator === 'in') return `${left} in [${right.map(formatValue).join(', ')}]`
  if (right instanceof Date) return formatDate(operator, left, right)
  if (operator === '!=' || isComparisonSymbol(operator)) return `${left} ${operator} ${formatValue(right)}`
  if (isTypeTest(operator) && right === undefined) return `${operator}(${left})`
  return `${operator}(${left}, ${String(operator).endsWith('Path') ? right : formatValue(right)})`
}

/** Puts a combination of conditions inside another one in parentheses, so that parsing restores the nesting. */
const formatOperand = (condition: unknown): string => {
  const isCombination = Array.isArray(condition) && (condition[0] === 'and' || condition[0] === 'or')
  return isCombination && condition.length > 2 ? `(${format(condition)})` : format(condition)
}

const formatValue = (value: unknown): string => {
  if (value instanceof Date) throw definitionError([], 'no expression string stands for a Date in an array')
  return JSON.stringify(value)
}

const formatDate = (operator: string, path: string, date: Date): string => {
  if (operator === '!=') return `not ${formatDate('=', path, date)}`
  const name = isComparisonSymbol(operator) ? `timestamp${comparisonSymbols[operator]}` : operator
  return `${name}(${path}, ${JSON.stringify(date.toISOString())})`
}

/** Rejects a path that is valid in JSONata only, such as `$sum($v)`. */
const assertReadable = (text: string): void => {
  try {
    parseCondition(text)
  } catch (error) {
    if (!(error instanceof ExpressionSyntaxError)) throw error
    throw definitionError([], `no expression string stands for this condition: ${error.message}`)
  }
}
