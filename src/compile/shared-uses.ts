import type { AnyNode, Identifier } from 'acorn'
import { isPush, type Variable } from './scope.ts'

/**
 * For each variable, the first use after which another name has the same value: a later `push` would change both. Arguments of calls and
 * returned values are copies.
 */
export const sharedUses = (
  nodes: readonly AnyNode[],
  variables: ReadonlyMap<Identifier, Variable>,
): ReadonlyMap<Variable, AnyNode> => {
  const shared = new Map<Variable, AnyNode>()
  for (const node of nodes.flatMap(keptIn).flatMap(namesOfValue)) {
    const variable = variables.get(node)
    if (variable && !shared.has(variable)) shared.set(variable, node)
  }
  return shared
}

/** The expressions whose values a node stores. */
const keptIn = (node: AnyNode): readonly AnyNode[] => {
  switch (node.type) {
    case 'VariableDeclarator':
      return node.init ? [node.init] : []
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForOfStatement':
      return [node.right]
    case 'CallExpression':
      return isPush(node.callee) ? node.arguments : []
    default:
      return []
  }
}

/** The names whose values are a part of an expression's value. */
const namesOfValue = (node: AnyNode): Identifier[] => {
  switch (node.type) {
    case 'Identifier':
      return [node]
    case 'ObjectExpression':
      return node.properties.flatMap((property) => (property.type === 'Property' ? namesOfValue(property.value) : []))
    case 'ArrayExpression':
      return node.elements.flatMap((element) => (element ? namesOfValue(element) : []))
    case 'ConditionalExpression':
      return [node.consequent, node.alternate].flatMap(namesOfValue)
    case 'LogicalExpression':
      return [node.left, node.right].flatMap(namesOfValue)
    case 'ParenthesizedExpression':
      return namesOfValue(node.expression)
    case 'ArrowFunctionExpression':
      return namesOfValue(node.body)
    case 'MemberExpression':
      return node.object.type === 'Identifier' ? [] : namesOfValue(node.object)
    case 'CallExpression':
      return [node.callee, ...node.arguments].flatMap(namesOfValue)
    default:
      return []
  }
}
