import { ExpressionSyntaxError } from '../../expressions/failure.ts'
import { type Node, refinementsOf } from '../../expressions/jsonata/ast.ts'
import { compileExpression } from '../../expressions/jsonata/compile.ts'
import { isJsonataString } from '../../expressions/jsonata.ts'
import type { Json } from '../../json.ts'

/** True if a condition in JSONata is always true or false, and never fails. */
export const isSureCondition = (condition: Json | undefined): boolean => {
  if (typeof condition === 'boolean') return true
  if (typeof condition !== 'string' || !isJsonataString(condition)) return false
  try {
    return isSureBoolean(compileExpression(condition.slice(2, -2).trim()).ast())
  } catch (error) {
    if (error instanceof ExpressionSyntaxError) return false
    throw error
  }
}

const comparisons: ReadonlySet<unknown> = new Set(['=', '!=', 'in'])
const combinations: ReadonlySet<unknown> = new Set(['and', 'or'])

const isSureBoolean = (node: Node): boolean => {
  if (refinementsOf(node).length > 0) return false
  if (node.type === 'value') return typeof node.value === 'boolean'
  if (node.type === 'block') return node.expressions?.length === 1 && node.expressions.every(isSureBoolean)
  if (node.type === 'function') return isSureCall(node)
  const [left, right] = [node.lhs, node.rhs]
  if (node.type !== 'binary' || !left || Array.isArray(left) || !right) return false
  if (combinations.has(node.value)) return isSureBoolean(left) && isSureBoolean(right)
  return comparisons.has(node.value) && isSureValue(left) && isSureValue(right)
}

const isSureCall = ({ procedure, arguments: [argument, ...others] = [] }: Node): boolean => {
  if (procedure?.type !== 'variable' || argument === undefined || others.length > 0) return false
  if (procedure.value === 'exists') return isSureValue(argument)
  return procedure.value === 'not' && isSureBoolean(argument)
}

const constants: ReadonlySet<string> = new Set(['string', 'number', 'value'])

/** True if an operand cannot fail. It may be undefined, which equals no value. */
const isSureValue = (node: Node): boolean => {
  if (refinementsOf(node).length > 0 || node.focus || node.index) return false
  if (constants.has(node.type) || node.type === 'variable') return true
  if (node.type === 'unary') return node.value === '[' && (node.expressions ?? []).every(isSureValue)
  const [first, ...names] = node.steps ?? []
  const isPlain = names.every(
    (step) => step.type === 'name' && refinementsOf(step).length === 0 && !step.focus && !step.index,
  )
  return node.type === 'path' && first?.type === 'variable' && refinementsOf(first).length === 0 && isPlain
}
