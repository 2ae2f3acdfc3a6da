import { parseCondition } from '../expressions/condition-text.ts'
import type { Condition } from '../specs/condition.ts'

/**
 * The tuple that the text of a condition says, for a program that builds conditions of others.
 * @throws ExpressionSyntaxError naming the column and what was expected there
 *
 * @example expr('$.total >= 20 and not ($.type = "Private")') // ['and', ['>=', '$.total', 20], ['not', ['=', '$.type', 'Private']]]
 */
export const expr = (text: string): Condition => parseCondition(text) as Condition
