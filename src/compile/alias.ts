import type { ArrayPattern, Expression, Identifier, ObjectPattern, Pattern } from 'acorn'
import { refusePart } from './expressions/context.ts'
import { keyOf } from './expressions/literals.ts'
import { memberNode } from './nodes.ts'
import { Variable } from './scope.ts'

interface Aliasing {
  readonly text: string
  readonly variables: Map<Identifier, Variable>
}

/** A node that JavaScript does not have: `value`, or `fallback` if it is undefined; an object without some members; an item that exists. */
export type SyntheticNode =
  | { readonly type: 'Fallback'; readonly value: Expression; readonly fallback: Expression }
  | { readonly type: 'Rest'; readonly object: Expression; readonly keys: readonly string[] }
  | { readonly type: 'Item'; readonly list: Identifier; readonly index: Identifier }

/** A node that the compiler makes, as an expression. */
export const syntheticNode = (node: SyntheticNode & { start: number; end: number }): Expression =>
  node as unknown as Expression

/**
 * Makes each name of a pattern stand for a member of the value that `root` names.
 * @returns the variable of `root`.
 */
export const aliasPattern = (context: Aliasing, pattern: ObjectPattern | ArrayPattern, root: Identifier): Variable => {
  const { variables } = context
  const variable = new Variable(root.name, root.name, pattern)
  variables.set(root, variable)
  for (const [identifier, value] of membersOf(context, pattern, root)) {
    const leaf = variables.get(identifier)
    if (leaf) leaf.alias = value
  }
  return variable
}

/** The names of a pattern, each with the expression of its value. */
export const membersOf = (
  context: Aliasing,
  pattern: ObjectPattern | ArrayPattern,
  root: Identifier,
): readonly (readonly [Identifier, Expression])[] =>
  pattern.type === 'ArrayPattern'
    ? pattern.elements.flatMap((element, index) =>
        element ? [leafOf(context, element, memberNode(root, index, element))] : [],
      )
    : pattern.properties.map((property) =>
        property.type === 'RestElement'
          ? [nameOf(context, property.argument), restOf(context, pattern, root)]
          : leafOf(context, property.value, memberNode(root, keyOf(property, context), property.key)),
      )

const restOf = (context: Aliasing, pattern: ObjectPattern, root: Identifier): Expression => {
  const { start, end } = pattern
  const keys = pattern.properties.flatMap((property) =>
    property.type === 'RestElement' ? [] : [keyOf(property, context)],
  )
  return syntheticNode({ type: 'Rest', object: root, keys, start, end })
}

const leafOf = (context: Aliasing, pattern: Pattern, value: Expression): readonly [Identifier, Expression] => {
  if (pattern.type === 'AssignmentPattern') {
    const { right: fallback, start, end } = pattern
    return [nameOf(context, pattern.left), syntheticNode({ type: 'Fallback', value, fallback, start, end })]
  }
  return [nameOf(context, pattern), value]
}

const nameOf = (context: Aliasing, pattern: Pattern): Identifier => {
  if (pattern.type === 'Identifier') return pattern
  return refusePart(context, pattern, 'a pattern in a pattern is not supported', 'destructure the value in two steps')
}
