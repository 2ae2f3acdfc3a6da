import type { AnyNode, AwaitExpression, Expression } from 'acorn'
import { textOf } from '../expressions/context.ts'
import { binaryNode, literalNode } from '../nodes.ts'
import { childrenOf, isFunctionNode } from '../parse-function.ts'
import type { ProgramStep } from '../steps.ts'
import {
  type Builder,
  choice,
  deliver,
  identifierFor,
  intoVariable,
  resultOf,
  type StatementFrame,
  type Target,
  temporary,
} from './builder.ts'

const withAwait = new WeakMap<AnyNode, boolean>()

/** True if a part of the text has a call that is awaited, outside of functions in it. */
export const containsAwait = (node: AnyNode): boolean => {
  const known = withAwait.get(node)
  if (known !== undefined) return known
  const found = node.type === 'AwaitExpression' || (!isFunctionNode(node) && childrenOf(node).some(containsAwait))
  withAwait.set(node, found)
  return found
}

/** Evaluates an expression. Calls in it become steps before it. */
export const evaluateExpression = (
  builder: Builder,
  node: Expression,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  if (node.type === 'ParenthesizedExpression') return builder.evaluate(node.expression, target, next, frame)
  if (node.type === 'AwaitExpression') return builder.awaited(node.argument, target, next, frame)
  if (!containsAwait(node))
    return builder.extracted(node, target, next, frame) ?? deliver(builder, node, target, next, frame)
  if (node.type === 'ConditionalExpression') {
    const yes = builder.evaluate(node.consequent, target, next, frame)
    const no = builder.evaluate(node.alternate, target, next, frame)
    return builder.branch(node.test, { yes, no }, frame)
  }
  if (node.type === 'LogicalExpression' && containsAwait(node.right))
    return evaluateLogical(builder, node, target, next, frame)
  return builder.withoutCalls([node], frame, ([plain = node]) => builder.evaluate(plain, target, next, frame))
}

/** `left && await right`: the right side runs only if the left side decides so. */
const evaluateLogical = (
  builder: Builder,
  node: Extract<Expression, { type: 'LogicalExpression' }>,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const { operator, left, right } = node
  const { result, rest: given } = resultOf(builder, 'value', { node, target, next, frame })
  const variable = result ?? temporary(builder, 'value', node)
  const value = identifierFor(builder, variable, left)
  const other = builder.evaluate(right, target, next, frame)
  const test = operator === '??' ? binaryNode('==', [value, literalNode(null, left)], left) : value
  const steps = operator === '||' ? { yes: given, no: other } : { yes: other, no: given }
  return builder.evaluate(left, intoVariable(variable), builder.branch(test, steps, frame), frame)
}

/** Continues with `yes` or `no`. Conditions with calls become several choices. */
export const branch = (
  builder: Builder,
  test: Expression,
  steps: { readonly yes: ProgramStep; readonly no: ProgramStep },
  frame: StatementFrame,
): ProgramStep => {
  const { yes, no } = steps
  if (test.type === 'ParenthesizedExpression') return builder.branch(test.expression, steps, frame)
  if (!containsAwait(test)) {
    const extracted = extractedTest(builder, test, steps, frame)
    return extracted ?? choice([{ test, next: yes }], no, { label: `if ${textOf(builder, test)}`, frame, range: test })
  }
  if (test.type === 'UnaryExpression' && test.operator === '!')
    return builder.branch(test.argument, { yes: no, no: yes }, frame)
  if (test.type === 'LogicalExpression' && test.operator !== '??') {
    const right = builder.branch(test.right, steps, frame)
    return builder.branch(test.left, test.operator === '&&' ? { yes: right, no } : { yes, no: right }, frame)
  }
  return builder.withoutCalls([test], frame, ([plain = test]) => builder.branch(plain, steps, frame))
}

const extractedTest = (
  builder: Builder,
  test: Expression,
  steps: { readonly yes: ProgramStep; readonly no: ProgramStep },
  frame: StatementFrame,
): ProgramStep | undefined => {
  if (!builder.mustExtract(test)) return undefined
  const variable = temporary(builder, 'test', test)
  const next = choice([{ test: identifierFor(builder, variable, test), next: steps.yes }], steps.no, {
    label: `if ${textOf(builder, test)}`,
    frame,
    range: test,
  })
  return builder.extracted(test, intoVariable(variable), next, frame)
}

interface Pending {
  readonly node: Expression
  readonly target: Target
}

/** Replaces the calls in expressions by variables, and performs the calls first, in the order of the text. */
export const withoutCalls = (
  builder: Builder,
  nodes: readonly Expression[],
  frame: StatementFrame,
  then: (nodes: readonly Expression[]) => ProgramStep,
): ProgramStep => {
  const isPlain = (node: Expression): boolean => !containsAwait(node) && !builder.mustExtract(node)
  if (nodes.every(isPlain)) return then(nodes)
  const pending: Pending[] = []
  const plain = (replaceAll(builder, nodes, pending) as Expression[]).map((node) =>
    builder.mustExtract(node) ? toVariable(builder, node, 'value', pending) : node,
  )
  return pending.reduceRight((next, { node, target }) => builder.evaluate(node, target, next, frame), then(plain))
}

/** Parts before a call that could fail or change are evaluated before it, too. */
const replaceAll = (builder: Builder, nodes: readonly AnyNode[], pending: Pending[]): AnyNode[] => {
  const last = nodes.findLastIndex(containsAwait)
  return nodes.map((node, index) => {
    if (containsAwait(node)) return replace(builder, node, pending)
    return index < last && !isSteady(node) ? stored(builder, node, pending) : node
  })
}

/** The part with a variable in place of its value. Of a member, the value is stored, and of a spread, the items. */
const stored = (builder: Builder, node: AnyNode, pending: Pending[]): AnyNode => {
  if (node.type === 'SpreadElement') return { ...node, argument: toVariable(builder, node.argument, 'value', pending) }
  if (node.type === 'Property')
    return { ...node, value: toVariable(builder, node.value as Expression, 'value', pending) }
  return toVariable(builder, node as Expression, 'value', pending)
}

const steady = new Set([
  'Identifier',
  'Literal',
  'ArrowFunctionExpression',
  'FunctionExpression',
  'TemplateElement',
  'Property',
  'SpreadElement',
])

const isSteady = (node: AnyNode): boolean => steady.has(node.type) && childrenOf(node).every((child) => isSteady(child))

const toVariable = (builder: Builder, node: Expression, name: string, pending: Pending[]): Expression => {
  const variable = temporary(builder, name, node)
  pending.push({ node, target: intoVariable(variable) })
  return identifierFor(builder, variable, node)
}

const replace = (builder: Builder, node: AnyNode, pending: Pending[]): AnyNode => {
  if (node.type === 'AwaitExpression') return toVariable(builder, node, resultName(builder, node), pending)
  const isConditional =
    node.type === 'ConditionalExpression' || (node.type === 'LogicalExpression' && containsAwait(node.right))
  if (isConditional) return toVariable(builder, node, 'value', pending)
  const copy: Record<string, unknown> = { ...node }
  const children = childrenOf(node)
  const replaced = new Map(replaceAll(builder, children, pending).map((child, index) => [children[index], child]))
  const swap = (value: unknown): unknown => replaced.get(value as AnyNode) ?? value
  for (const [key, value] of Object.entries(node)) copy[key] = Array.isArray(value) ? value.map(swap) : swap(value)
  return copy as unknown as AnyNode
}

/** The name for the result of a call: `vowelsResult`. */
export const resultName = (builder: Builder, { argument }: AwaitExpression): string => {
  const name = /^[\w$.]+/.exec(builder.text.slice(argument.start, argument.end))?.[0].split('.').at(-1)
  return name === undefined || name === 'withOptions' || name === 'all' ? 'result' : `${name}Result`
}
