import type { AnyNode, ArrayPattern, Identifier, ObjectPattern, Pattern } from 'acorn'
import { aliasPattern } from '../alias.ts'
import { refusePart } from '../expressions/context.ts'
import type { ProgramStep } from '../steps.ts'
import {
  assign,
  type Builder,
  identifierFor,
  outerFrame,
  type StatementFrame,
  temporary,
  variableOf,
} from './builder.ts'

/** Stores the input of a state machine, or an item of a Map, in the variables of a parameter. */
export const withInput = (
  builder: Builder,
  pattern: Pattern | undefined,
  next: ProgramStep,
  range: AnyNode,
): ProgramStep => {
  if (!pattern) return next
  if (pattern.type === 'AssignmentPattern') return withInput(builder, pattern.left, next, range)
  const at = { next, frame: outerFrame, range: pattern }
  if (pattern.type === 'Identifier') return assign(variableOf(builder, pattern), { kind: 'input', isObject: false }, at)
  if (pattern.type !== 'ObjectPattern')
    return refusePart(builder, pattern, 'this parameter is not supported', 'write a name or { a, b }')
  const variable = temporary(builder, range === pattern ? 'input' : 'item', pattern)
  const root = identifierFor(builder, variable, pattern)
  const rest = withMembers(builder, pattern, root, next)
  return assign(variable, { kind: 'input', isObject: true }, { ...at, next: rest })
}

/** Makes the names of a pattern stand for members of a value. Names that are assigned later are stored. */
export const withMembers = (
  builder: Builder,
  pattern: ObjectPattern | ArrayPattern,
  root: Identifier,
  next: ProgramStep,
  frame: StatementFrame = outerFrame,
): ProgramStep => {
  const variable = builder.variables.get(root)
  aliasPattern(builder, pattern, root)
  if (variable) builder.variables.set(root, variable)
  const written = [...new Set(builder.variables.values())].filter(
    ({ alias, writes, scope }) => alias && writes.length > 0 && scope && isAliasOf(alias, root),
  )
  return written.reduceRight((after, one) => {
    const { alias } = one
    one.alias = undefined
    return alias ? assign(one, { kind: 'expression', node: alias }, { next: after, frame, range: pattern }) : after
  }, next)
}

const isAliasOf = (alias: AnyNode, root: AnyNode): boolean =>
  alias === root ||
  Object.values(alias).some(
    (value) => typeof value === 'object' && value !== null && 'type' in value && isAliasOf(value as AnyNode, root),
  )
