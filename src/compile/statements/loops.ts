import type { AnyNode, Expression, Identifier, Pattern, Statement } from 'acorn'
import { syntheticNode } from '../alias.ts'
import { refusePart, textOf } from '../expressions/context.ts'
import { binaryNode, literalNode, memberNode } from '../nodes.ts'
import { nodesIn } from '../parse-function.ts'
import { isWithin } from '../scope.ts'
import type { AssignStep, ProgramStep } from '../steps.ts'
import { withInput, withMembers } from './bindings.ts'
import {
  assign,
  type Build,
  type Builder,
  choice,
  identifierFor,
  intoVariable,
  outerFrame,
  returnStep,
  type StatementFrame,
  temporary,
  variableOf,
} from './builder.ts'
import { containsAwait } from './evaluate.ts'

type BuildLoop<Type extends Statement['type']> = Build<Extract<Statement, { type: Type }>>

const labelOf = (node: AnyNode): string | undefined =>
  'label' in node && typeof node.label === 'string' ? node.label : undefined

interface LoopSteps {
  readonly onBreak: ProgramStep
  readonly onContinue: ProgramStep
}

/** The frame of a loop's body. */
const insideLoop = (frame: StatementFrame, node: AnyNode, steps: LoopSteps): StatementFrame => ({
  ...frame,
  loops: [...frame.loops, { label: labelOf(node), ...steps, finalizers: frame.finalizers.length }],
})

/** The start of a loop, which does nothing. Its `next` is set when the steps of the loop are built. */
const headOf = (frame: StatementFrame, range: AnyNode): AssignStep => ({
  kind: 'assign',
  label: 'loop',
  range,
  catchers: frame.catchers,
  assignments: [],
  next: returnStep(undefined, range, frame),
})

export const whileLoop: BuildLoop<'WhileStatement'> = (builder, node, next, frame) => {
  const head = headOf(frame, node)
  const body = builder.statement(node.body, head, insideLoop(frame, node, { onBreak: next, onContinue: head }))
  head.next = isAlwaysTrue(node.test) ? body : builder.branch(node.test, { yes: body, no: next }, frame)
  return head
}

const isAlwaysTrue = (test: Expression): boolean => test.type === 'Literal' && test.value === true

export const doWhileLoop: BuildLoop<'DoWhileStatement'> = (builder, node, next, frame) => {
  const head = headOf(frame, node)
  const test = isAlwaysTrue(node.test) ? head : builder.branch(node.test, { yes: head, no: next }, frame)
  head.next = builder.statement(node.body, test, insideLoop(frame, node, { onBreak: next, onContinue: test }))
  return head
}

export const forLoop: BuildLoop<'ForStatement'> = (builder, node, next, frame) => {
  const { init, test, update, body } = node
  const head = headOf(frame, node)
  const updated = update ? builder.statement(statementOf(update), head, frame) : head
  const first = builder.statement(body, updated, insideLoop(frame, node, { onBreak: next, onContinue: updated }))
  head.next = !test || isAlwaysTrue(test) ? first : builder.branch(test, { yes: first, no: next }, frame)
  if (!init) return head
  return builder.statement(init.type === 'VariableDeclaration' ? init : statementOf(init), head, frame)
}

const statementOf = (expression: Expression): Statement => ({
  type: 'ExpressionStatement',
  expression,
  start: expression.start,
  end: expression.end,
})

/** A loop over items: a Map state one item at a time if no iteration needs another one, else a loop with an index. */
export const forOfLoop: BuildLoop<'ForOfStatement'> = (builder, node, next, frame) => {
  if (node.await) return refusePart(builder, node, 'for await is not supported', 'write for (const item of items)')
  const { left } = node
  const [declared] = left.type === 'VariableDeclaration' ? left.declarations : []
  if (left.type !== 'VariableDeclaration' || !declared)
    return refusePart(builder, left, 'the loop needs a variable of its own', 'write for (const item of items)')
  return isIndependent(builder, node)
    ? mapLoop(builder, node, declared.id, next, frame)
    : indexLoop(builder, node, declared.id, next, frame)
}

/** True if a body neither leaves the loop nor assigns a variable around it. */
const isIndependent = (builder: Builder, node: ForOf): boolean => {
  const { body } = node
  const leaves = new Set(['ReturnStatement', 'BreakStatement', 'LabeledStatement'])
  const nodes = nodesIn(body)
  if (nodes.some((part) => leaves.has(part.type) || (part.type === 'ContinueStatement' && part.label))) return false
  if (!containsAwait(body)) return false
  return [...new Set(builder.variables.values())].every(
    ({ writes, scope }) => isWithin(scope, node) || !writes.some((written) => isWithin(written, body)),
  )
}

type ForOf = Extract<Statement, { type: 'ForOfStatement' }>

const mapLoop = (
  builder: Builder,
  node: ForOf,
  item: Pattern,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const end = returnStep(undefined, node, outerFrame)
  const inside = insideLoop(outerFrame, node, { onBreak: end, onContinue: end })
  const body = withInput(builder, item, builder.statement(node.body, end, inside), node)
  return builder.withoutCalls([node.right], frame, ([items = node.right]) => ({
    kind: 'map',
    label: `for ${textOf(builder, item)} of ${textOf(builder, node.right)}`,
    range: node,
    catchers: frame.catchers,
    items,
    body,
    isSequential: true,
    result: undefined,
    next,
  }))
}

const indexLoop = (
  builder: Builder,
  node: ForOf,
  item: Pattern,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const { right } = node
  const list = temporary(builder, 'items', node)
  const index = temporary(builder, 'index', node)
  const at = (variable: typeof list): Identifier => identifierFor(builder, variable, right)
  const { start, end } = right
  const head = headOf(frame, node)
  const following = binaryNode('+', [at(index), literalNode(1, right)], right)
  const step = assign(index, { kind: 'expression', node: following }, { next: head, frame, range: node })
  const inside = insideLoop(frame, node, { onBreak: next, onContinue: step })
  const body = builder.statement(node.body, step, inside)
  const value = syntheticNode({ type: 'Item', list: at(list), index: at(index), start, end })
  const first = withItem(builder, item, value, body, frame)
  const hasItem = binaryNode('<', [at(index), memberNode(at(list), 'length', right)], right)
  const test = choice([{ test: hasItem, next: first }], next, {
    label: `for ${textOf(builder, item)} of ${textOf(builder, right)}`,
    frame,
    range: node,
  })
  head.next = test
  const zero = assign(index, { kind: 'expression', node: literalNode(0, right) }, { next: head, frame, range: node })
  return builder.evaluate(right, intoVariable(list, 'items'), zero, frame)
}

/** Names the current item. A name that does not change need not be stored. */
const withItem = (
  builder: Builder,
  item: Pattern,
  value: Expression,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  if (item.type === 'Identifier') {
    const variable = variableOf(builder, item)
    if (variable.writes.length > 0)
      return assign(variable, { kind: 'expression', node: value }, { next, frame, range: item })
    variable.alias = value
    return next
  }
  if (item.type !== 'ObjectPattern' && item.type !== 'ArrayPattern')
    return refusePart(builder, item, 'this declaration is not supported')
  const variable = temporary(builder, 'item', item)
  const root = identifierFor(builder, variable, item)
  const rest = withMembers(builder, item, root, next, frame)
  const kind = item.type === 'ObjectPattern' ? 'object' : 'items'
  return assign(variable, { kind, node: value }, { next: rest, frame, range: item })
}
