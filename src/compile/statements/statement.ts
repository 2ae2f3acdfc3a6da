import type {
  AnyNode,
  AssignmentExpression,
  BinaryExpression,
  Expression,
  Identifier,
  Statement,
  UpdateExpression,
  VariableDeclarator,
} from 'acorn'
import { unwrapped } from '../expressions/callback.ts'
import { refusePart, textOf } from '../expressions/context.ts'
import { binaryNode, literalNode } from '../nodes.ts'
import { isFunctionNode } from '../parse-function.ts'
import { isPush, type Variable } from '../scope.ts'
import type { ProgramStep } from '../steps.ts'
import { withMembers } from './bindings.ts'
import {
  assign,
  type Build,
  type Builder,
  choice,
  discard,
  identifierFor,
  intoVariable,
  leave,
  type StatementFrame,
  temporary,
  throughFinalizers,
  variableOf,
} from './builder.ts'
import { isPromise } from './calls.ts'
import { containsAwait, resultName } from './evaluate.ts'
import { doWhileLoop, forLoop, forOfLoop, whileLoop } from './loops.ts'
import { throwError, tryStatement } from './try-statement.ts'

type Builds = { readonly [Type in Statement['type']]?: Build<Extract<Statement, { type: Type }>> }

/** Builds statements from the last to the first. */
export const statements: Build<readonly Statement[]> = (builder, nodes, next, frame) =>
  nodes.reduceRight((after, node) => builder.statement(node, after, frame), next)

const declaration: Build<VariableDeclarator> = (builder, { id, init }, next, frame) => {
  if (id.type === 'Identifier') return declareName(builder, id, init ?? undefined, next, frame)
  if (id.type !== 'ObjectPattern' && id.type !== 'ArrayPattern')
    return refusePart(builder, id, 'this declaration is not supported')
  if (!init) return refusePart(builder, id, 'the declaration has no value')
  const name = init.type === 'AwaitExpression' ? resultName(builder, init) : 'value'
  const variable = temporary(builder, name, id)
  const root = identifierFor(builder, variable, id)
  const rest = withMembers(builder, id, root, next, frame)
  return builder.evaluate(init, intoVariable(variable, id.type === 'ObjectPattern' ? 'object' : 'items'), rest, frame)
}

const declareName = (
  builder: Builder,
  id: Identifier,
  init: Expression | undefined,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const variable = variableOf(builder, id)
  if (!init) return assign(variable, { kind: 'unset' }, { next, frame, range: id })
  const value = unwrapped(init) as Expression
  if (isFunctionNode(value)) {
    if (variable.writes[0]) return refusePart(builder, variable.writes[0], 'a function cannot be replaced', 'use const')
    return next
  }
  return isFixed(builder, value) && variable.writes.length === 0
    ? next
    : builder.evaluate(value, intoVariable(variable), next, frame)
}

/** True for a literal, and for another name that never changes: such a value need not be stored. */
const isFixed = (builder: Builder, node: Expression): boolean => {
  if (node.type === 'Literal') return node.value === null ? node.raw === 'null' : typeof node.value !== 'object'
  if (node.type !== 'Identifier') return false
  const variable = builder.variables.get(node)
  return variable !== undefined && variable.writes.length === 0 && variable.resource === undefined && !variable.isError
}

/**
 * Makes names stand for literals, other names and functions. This comes before all statements are built, because the last statement is built
 * first.
 */
export const aliasDeclarations = (builder: Builder, nodes: readonly AnyNode[]): void => {
  for (const node of nodes) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) continue
    const variable = builder.variables.get(node.id)
    const value = unwrapped(node.init) as Expression
    if (variable && variable.writes.length === 0 && (isFunctionNode(value) || isFixed(builder, value)))
      variable.alias = value
  }
}

const expressionStatement: Build<Expression> = (builder, node, next, frame) => {
  if (node.type === 'ParenthesizedExpression') return expressionStatement(builder, node.expression, next, frame)
  if (node.type === 'AssignmentExpression') return assignment(builder, node, next, frame)
  if (node.type === 'UpdateExpression') return update(builder, node, next, frame)
  if (node.type === 'CallExpression' && isPush(node.callee)) return push(builder, node, next, frame)
  if (node.type === 'Literal') return next
  if (containsAwait(node)) {
    if (node.type === 'LogicalExpression' && node.operator !== '??') {
      const other = builder.evaluate(node.right, discard, next, frame)
      const steps = node.operator === '&&' ? { yes: other, no: next } : { yes: next, no: other }
      return builder.branch(node.left, steps, frame)
    }
    return builder.evaluate(node, discard, next, frame)
  }
  const call = node.type === 'CallExpression' ? node : undefined
  const resource = call?.callee.type === 'Identifier' ? builder.variables.get(call.callee)?.resource : undefined
  if (resource !== undefined)
    return refusePart(
      builder,
      node,
      `the call of ${textOf(builder, call?.callee ?? node)} is not awaited`,
      `write await ${textOf(builder, node)}`,
    )
  return refusePart(
    builder,
    node,
    'this statement has no effect in a state machine',
    'assign its value, or await an activity',
  )
}

const node = <Type extends string, Fields>(
  type: Type,
  fields: Fields,
  { start, end }: { start: number; end: number },
) => ({
  type,
  ...fields,
  start,
  end,
})

const assignment: Build<AssignmentExpression> = (builder, assigned, next, frame) => {
  const { left, operator, right } = assigned
  if (left.type === 'MemberExpression')
    return refusePart(
      builder,
      left,
      'values do not change in a state machine',
      'assign a new value: order = { ...order, total }',
    )
  if (left.type !== 'Identifier')
    return refusePart(builder, left, 'destructuring in an assignment is not supported', 'use const { … } = …')
  const variable = variableOf(builder, left)
  const target = intoVariable(assertStored(builder, variable, left))
  if (operator === '=') return builder.evaluate(right, target, next, frame)
  const symbol = operator.slice(0, -1)
  if (symbol === '&&' || symbol === '||' || symbol === '??') {
    const value = node('LogicalExpression', { operator: symbol, left, right } as const, assigned) as Expression
    return builder.evaluate(value, target, next, frame)
  }
  const value = binaryNode(symbol as BinaryExpression['operator'], [left, right], assigned)
  return builder.evaluate(value, target, next, frame)
}

const assertStored = (builder: Builder, variable: Variable, range: AnyNode): Variable =>
  variable.resource !== undefined || variable.isError
    ? refusePart(builder, range, `"${variable.name}" cannot be assigned`)
    : variable

const update: Build<UpdateExpression> = (builder, updated, next, frame) => {
  const { argument, operator } = updated
  if (argument.type !== 'Identifier')
    return refusePart(builder, argument, 'values do not change in a state machine', 'assign a new value')
  const variable = assertStored(builder, variableOf(builder, argument), argument)
  const positive = node('UnaryExpression', { operator: '+', prefix: true, argument } as const, updated)
  const value = binaryNode(operator === '++' ? '+' : '-', [positive, literalNode(1, updated)], updated)
  return assign(variable, { kind: 'expression', node: value }, { next, frame, range: updated })
}

/** `items.push(item)` on an array that only this variable has is `items = [...items, item]`. */
const push: Build<Extract<Expression, { type: 'CallExpression' }>> = (builder, call, next, frame) => {
  const list = call.callee.type === 'MemberExpression' ? call.callee.object : call.callee
  if (list.type !== 'Identifier')
    return refusePart(
      builder,
      list,
      'values do not change in a state machine',
      'push to a variable, or assign a new array',
    )
  const variable = assertStored(builder, variableOf(builder, list), list)
  assertOwned(builder, variable)
  const spread = node('SpreadElement', { argument: list } as const, list)
  const value = node('ArrayExpression', { elements: [spread, ...call.arguments] }, call) as unknown as Expression
  return builder.evaluate(value, intoVariable(variable), next, frame)
}

/** Another name of the same array would show the pushed items in JavaScript, and not in a state machine. */
const assertOwned = (builder: Builder, variable: Variable): void => {
  const shared = builder.sharedUses.get(variable)
  if (!shared) return
  refusePart(
    builder,
    shared,
    `"${variable.name}" has another name here, so push would change both`,
    `write [...${variable.name}] here, or ${variable.name} = [...${variable.name}, item] in place of push`,
  )
}

const jump: Build<Extract<Statement, { type: 'BreakStatement' | 'ContinueStatement' }>> = (
  builder,
  jumped,
  _next,
  frame,
) => {
  const isBreak = jumped.type === 'BreakStatement'
  const { label } = jumped
  const loop = frame.loops.findLast((one) => (label ? one.label === label.name : isBreak || one.onContinue))
  const to = isBreak ? loop?.onBreak : loop?.onContinue
  if (!loop || !to) return refusePart(builder, jumped, `${isBreak ? 'break' : 'continue'} is not inside of a loop here`)
  return throughFinalizers(builder, frame.finalizers.slice(loop.finalizers), to)
}

const switchStatement: Build<Extract<Statement, { type: 'SwitchStatement' }>> = (builder, given, next, frame) => {
  const { discriminant, cases } = given
  const variable = temporary(builder, 'value', discriminant)
  const isFixedValue = discriminant.type === 'Identifier' && !containsAwait(discriminant)
  const inner: StatementFrame = {
    ...frame,
    loops: [
      ...frame.loops,
      { label: undefined, onBreak: next, onContinue: undefined, finalizers: frame.finalizers.length },
    ],
  }
  const bodies: ProgramStep[] = []
  cases.reduceRight((after, { consequent }, index) => {
    const body = builder.statements(consequent, after, inner)
    bodies[index] = body
    return body
  }, next)
  const subject = isFixedValue ? discriminant : identifierFor(builder, variable, discriminant)
  const rules = cases.flatMap(({ test }, index) => {
    const to = bodies[index]
    if (!test || !to) return []
    if (containsAwait(test))
      return refusePart(builder, test, 'a call in a case is not supported', 'call it before the switch')
    return [{ test: binaryNode('===', [subject, test], test), next: to }]
  })
  const otherwise = bodies[cases.findIndex(({ test }) => !test)] ?? next
  const label = `switch ${textOf(builder, discriminant)}`
  const choices = rules.length === 0 ? otherwise : choice(rules, otherwise, { label, frame, range: given })
  return isFixedValue ? choices : builder.evaluate(discriminant, intoVariable(variable), choices, frame)
}

const returnStatement: Build<Extract<Statement, { type: 'ReturnStatement' }>> = (
  builder,
  { argument, start, end },
  next,
  frame,
) => {
  if (!argument) return leave(builder, undefined, { start, end }, frame)
  const isCall = isPromise(builder, argument)
  if (isCall && frame.catchers.length > 0)
    return refusePart(
      builder,
      argument,
      'a promise that is returned is not caught by this try statement',
      `write return await ${textOf(builder, argument)}`,
    )
  return isCall
    ? builder.awaited(argument, { kind: 'return' }, next, frame)
    : builder.evaluate(argument, { kind: 'return' }, next, frame)
}

const builds: Builds = {
  BlockStatement: (builder, { body }, next, frame) => builder.statements(body, next, frame),
  EmptyStatement: (_builder, _node, next) => next,
  ExpressionStatement: (builder, { expression }, next, frame) => expressionStatement(builder, expression, next, frame),
  VariableDeclaration: (builder, { declarations, kind, start, end }, next, frame) =>
    kind === 'var'
      ? refusePart(
          builder,
          { start, end },
          'var is not supported',
          'use let or const, and compile TypeScript to ES2017 or later',
        )
      : declarations.reduceRight((after, one) => declaration(builder, one, after, frame), next),
  IfStatement: (builder, { test, consequent, alternate }, next, frame) => {
    const yes = builder.statement(consequent, next, frame)
    const no = alternate ? builder.statement(alternate, next, frame) : next
    return builder.branch(test, { yes, no }, frame)
  },
  ReturnStatement: returnStatement,
  ThrowStatement: throwError,
  TryStatement: tryStatement,
  SwitchStatement: switchStatement,
  ForOfStatement: forOfLoop,
  ForStatement: forLoop,
  WhileStatement: whileLoop,
  DoWhileStatement: doWhileLoop,
  BreakStatement: jump,
  ContinueStatement: jump,
  LabeledStatement: (builder, { body, label }, next, frame) =>
    builder.statement(Object.assign(body, { label: label.name }), next, frame),
}

const alternatives: Readonly<Record<string, string>> = {
  ForInStatement: 'write for (const key of Object.keys(object))',
  FunctionDeclaration: 'write const name = async () => { … }',
  ClassDeclaration: 'declare it outside of the function',
}

/** Builds a statement, followed by a step. */
export const statement: Build<Statement> = (builder, given, next, frame) => {
  const build = builds[given.type] as Build<Statement> | undefined
  if (build) return build(builder, given, next, frame)
  return refusePart(
    builder,
    given,
    'this statement is not supported',
    alternatives[given.type] ?? 'write it with if, for … of and while',
  )
}
