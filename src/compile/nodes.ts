import type { BinaryExpression, Expression, Identifier, Literal } from 'acorn'
import type { TextRange } from './compile-error.ts'

/** A literal that the compiler makes, at the position of another node. */
export const literalNode = (value: string | number | null, { start, end }: TextRange): Literal => ({
  type: 'Literal',
  value,
  raw: JSON.stringify(value),
  start,
  end,
})

/** `left operator right`, at the position of another node. */
export const binaryNode = (
  operator: BinaryExpression['operator'],
  [left, right]: readonly [Expression, Expression],
  { start, end }: TextRange,
): BinaryExpression => ({ type: 'BinaryExpression', operator, left, right, start, end })

/** `object[key]`, at the position of another node. */
export const memberNode = (object: Identifier, key: string | number, range: TextRange): Expression => ({
  type: 'MemberExpression',
  object,
  property: literalNode(key, range),
  computed: true,
  optional: false,
  start: range.start,
  end: range.end,
})
