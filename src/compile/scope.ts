import type { AnyNode, Expression, Identifier, Pattern } from 'acorn'
import { isBuiltin } from '../expressions/jsonata/builtins.ts'
import type { TextRange } from './compile-error.ts'
import { childrenOf, type FunctionNode, isFunctionNode } from './parse-function.ts'

/** A name in the text of a function, or a value that the compiler stores. */
export class Variable {
  /** The name in the text. */
  readonly name: string
  /** The name of the workflow variable, which no other variable has. */
  readonly stored: string
  /** The part of the text in which the name is visible; its own declaration is at the start. */
  readonly scope: TextRange
  /** The identifiers that assign it after its declaration. */
  readonly writes: Identifier[] = []
  /** The expression that it stands for, if it is not stored. */
  alias: Expression | undefined
  /** The resource that it calls, if it is one. */
  resource: string | undefined
  /** True if it is a parameter of a function that an expression calls, which is not stored. */
  isLocal = false
  /** True if it is the error of a catch clause. */
  isError = false
  /** True if the message of the error is read. */
  readsMessage = false
  /** True if it can be undefined, so that it is stored as `{ value }`. */
  isBoxed = false
  constructor(name: string, stored: string, scope: TextRange) {
    this.name = name
    this.stored = stored
    this.scope = scope
  }
}

/** The variables of a function, by the identifiers that declare, read or write them. */
export interface Resolution {
  readonly variables: Map<Identifier, Variable>
  /** Makes a variable for a value that has no name in the text. */
  temporary(name: string, scope: TextRange): Variable
}

type Frame = Map<string, Variable>

interface Resolving {
  readonly variables: Map<Identifier, Variable>
  readonly create: (name: string, scope: TextRange) => Variable
}

/** Finds the variable of each identifier of a function. */
export const resolveNames = (root: FunctionNode): Resolution => {
  const taken = new Set<string>()
  const create = (name: string, scope: TextRange): Variable => new Variable(name, uniqueName(name, taken), scope)
  const variables = new Map<Identifier, Variable>()
  visit(root, [], { variables, create })
  return { variables, temporary: create }
}

const MAX_LENGTH = 70

/** A name that Step Functions accepts, and that is neither a function of JSONata nor one of the compiler. */
const uniqueName = (name: string, taken: Set<string>): string => {
  const plain = name.replace(/[^\p{ID_Continue}]/gu, '_').slice(0, MAX_LENGTH)
  const valid = /^\p{ID_Start}/u.test(plain) ? plain : `v${plain}`
  const isReserved = valid === 'states' || isBuiltin(valid) || valid.startsWith('js_')
  const base = isReserved ? `the_${valid}` : valid
  let unique = base
  for (let count = 2; taken.has(unique); count++) unique = `${base}_${count}`
  taken.add(unique)
  return unique
}

const scopeTypes = new Set(['BlockStatement', 'ForOfStatement', 'ForStatement', 'CatchClause', 'SwitchStatement'])

const visit = (node: AnyNode, frames: readonly Frame[], resolving: Resolving): void => {
  if (isFunctionNode(node)) visitFunction(node, frames, resolving)
  else visitOther(node, frames, resolving)
}

const visitOther = (node: AnyNode, frames: readonly Frame[], resolving: Resolving): void => {
  if (scopeTypes.has(node.type)) {
    const frame: Frame = new Map()
    if (node.type === 'CatchClause' && node.param) declare(node.param, frame, node, resolving)
    for (const child of childrenOf(node)) hoist(child, frame, node, resolving)
    visitParts(node, [...frames, frame], resolving)
    return
  }
  if (node.type === 'Identifier') refer(node, frames, resolving)
  if (node.type === 'AssignmentExpression') write(node.left, frames)
  if (node.type === 'UpdateExpression') write(node.argument, frames)
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression' && isPush(node.callee)) {
    write(node.callee.object, frames)
  }
  visitParts(node, frames, resolving)
}

/** True for `items.push`, which changes `items`. */
export const isPush = (callee: AnyNode): boolean =>
  callee.type === 'MemberExpression' &&
  !callee.computed &&
  callee.property.type === 'Identifier' &&
  callee.property.name === 'push'

const visitFunction = (node: FunctionNode, frames: readonly Frame[], resolving: Resolving): void => {
  const frame: Frame = new Map()
  for (const parameter of node.params) declare(parameter, frame, node, resolving)
  const inner = [...frames, frame]
  for (const parameter of node.params) visit(parameter, inner, resolving)
  visit(node.body, inner, resolving)
}

/** Declares the names of a declaration in the scope that directly contains it. */
const hoist = (child: AnyNode, frame: Frame, scope: TextRange, resolving: Resolving): void => {
  if (child.type === 'SwitchCase') for (const inner of child.consequent) hoist(inner, frame, scope, resolving)
  if (child.type !== 'VariableDeclaration') return
  for (const { id } of child.declarations) declare(id, frame, scope, resolving)
}

const declare = (pattern: Pattern, frame: Frame, { start, end }: TextRange, resolving: Resolving): void => {
  for (const identifier of namesIn(pattern)) {
    const variable = resolving.create(identifier.name, { start, end })
    frame.set(identifier.name, variable)
    resolving.variables.set(identifier, variable)
  }
}

/** The identifiers that a pattern binds. */
export const namesIn = (pattern: Pattern): Identifier[] => {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern]
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element ? namesIn(element) : []))
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        namesIn(property.type === 'Property' ? property.value : property.argument),
      )
    default:
      return []
  }
}

const visitParts = (node: AnyNode, frames: readonly Frame[], resolving: Resolving): void => {
  for (const child of childrenOf(node)) if (isReference(node, child)) visit(child, frames, resolving)
}

/** A node and all nodes in it, without the names of members and labels. */
export const evaluatedNodesIn = (node: AnyNode): AnyNode[] => [
  node,
  ...childrenOf(node).flatMap((child) => (isReference(node, child) ? evaluatedNodesIn(child) : [])),
]

/** False for the names of members and properties, and for labels. */
const isReference = (parent: AnyNode, child: AnyNode): boolean => {
  if (child.type !== 'Identifier') return true
  if (parent.type === 'MemberExpression') return child === parent.object || parent.computed
  if (parent.type === 'Property') return child === parent.value || parent.computed
  return parent.type !== 'LabeledStatement' && parent.type !== 'BreakStatement' && parent.type !== 'ContinueStatement'
}

const find = (name: string, frames: readonly Frame[]): Variable | undefined =>
  frames.findLast((frame) => frame.has(name))?.get(name)

const refer = (identifier: Identifier, frames: readonly Frame[], { variables }: Resolving): void => {
  if (variables.has(identifier)) return
  const variable = find(identifier.name, frames)
  if (variable) variables.set(identifier, variable)
}

const write = (target: AnyNode, frames: readonly Frame[]): void => {
  if (target.type === 'Identifier') find(target.name, frames)?.writes.push(target)
  else if (target.type === 'MemberExpression') write(target.object, frames)
  else if (target.type === 'ObjectPattern' || target.type === 'ArrayPattern')
    for (const name of namesIn(target)) write(name, frames)
}

/** True if a position is in a range. */
export const isWithin = ({ start }: { readonly start: number }, range: TextRange): boolean =>
  start >= range.start && start < range.end
