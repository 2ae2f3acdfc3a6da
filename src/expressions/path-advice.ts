import { ExpressionSyntaxError } from './failure.ts'
import { parseIntrinsic } from './intrinsics.ts'
import { readJsonPath } from './json-path.ts'
import type { Criterion, CriterionOperand, Filter } from './path/filter.ts'
import { type Step, stepText } from './path/steps.ts'

/** A feature of a valid path that means something else on AWS than in other dialects of JSONPath, and its replacement. */
export interface PathAdvice {
  readonly problem: string
  readonly hint: string
}

/**
 * Matches every path that may get advice, so that others are not parsed again: a minus or filter in brackets, or a name with a parenthesis.
 */
const SUSPICIOUS = /\[[^\]]*[-?]|\$[^\s,)]*\(/

/**
 * The advice for a path, or for the paths in a call of an intrinsic function. A string that is neither gets none.
 *
 * @example
 * pathAdvice('$.items[-1]')
 * // [{ problem: '[-1] is outside of every array', hint: 'write [(@.length-1)]' }]
 */
export const pathAdvice = (text: string): PathAdvice[] => {
  if (!SUSPICIOUS.test(text)) return []
  try {
    const paths = text.startsWith('States.') ? parseIntrinsic(text).paths.map((path) => path.text) : [text]
    return paths.flatMap((path) => readJsonPath(path).steps.flatMap(adviceOnStep))
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return []
    throw error
  }
}

const adviceOnStep = (step: Step): PathAdvice[] => {
  switch (step.kind) {
    case 'name':
      return adviceOnName(step.name)
    case 'index':
      return step.index < 0 ? [outside(step, step.index)] : []
    case 'indexes':
      return step.indexes.filter((index) => index < 0).map((index) => outside(step, index))
    case 'slice':
      return adviceOnSlice(step)
    case 'filter':
      return adviceOnFilter(step.filter)
    default:
      return []
  }
}

const outside = (step: Step, index: number): PathAdvice => ({
  problem: `${stepText(step)} is outside of every array`,
  hint: `write [(@.length${index})]`,
})

const adviceOnSlice = (step: Extract<Step, { kind: 'slice' }>): PathAdvice[] => {
  const { from, to } = step
  if (from === undefined || to === undefined || (from >= 0 && to >= 0)) return []
  const problem = `${stepText(step)} does not count from the end of the array, as it has both ends`
  return [{ problem, hint: `write [${from}:] or [:${to}]` }]
}

const adviceOnName = (name: string): PathAdvice[] => {
  if (!/[()]/.test(name)) return []
  const hint = name === 'length()' ? 'use States.ArrayLength' : 'use an intrinsic function or JSONata'
  return [{ problem: `${name} is the name of a member: there are no functions in a path`, hint }]
}

const adviceOnFilter = ({ alternatives, hasGroups }: Filter): PathAdvice[] => {
  const grouping = {
    problem: 'parentheses in a filter have no effect: && binds tighter than ||',
    hint: 'leave them out',
  }
  return [...(hasGroups ? [grouping] : []), ...alternatives.flat().flatMap(adviceOnCriterion)]
}

const adviceOnCriterion = (criterion: Criterion): PathAdvice[] => {
  if (criterion.kind === 'presence') return criterion.path.steps.flatMap(adviceOnStep)
  const { left, sign, right } = criterion
  const isMatch = left.kind === 'pattern' || right.kind === 'pattern'
  const noPattern = {
    problem: '=~ without a pattern fails for every item',
    hint: 'write a pattern: /a.*/',
  }
  return [...(sign === '=~' && !isMatch ? [noPattern] : []), ...[left, right].flatMap(adviceOnOperand)]
}

const LITERAL = /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|true|false|null)$/
const WORD_OPERATOR = /\s(?:and|or|in|nin|not|contains|size|empty|subsetof|anyof|noneof|all)\s/i

const adviceOnOperand = (operand: CriterionOperand): PathAdvice[] => {
  if (operand.kind === 'path') return operand.steps.flatMap(adviceOnStep)
  if (operand.kind === 'pattern' || operand.isQuoted || LITERAL.test(operand.text)) return []
  const { text } = operand
  const problem = `${text} in a filter is the string '${text}'`
  if (WORD_OPERATOR.test(text)) return [{ problem, hint: 'write && or ||: words are not operators' }]
  const isQuotedTwice = text.length > 1 && text.startsWith('"') && text.endsWith('"')
  return [
    isQuotedTwice
      ? { problem: `${problem}, with its double quotes`, hint: `write '${text.slice(1, -1)}'` }
      : { problem, hint: `write '${text}'` },
  ]
}
