import type { AnyNode, Expression, Statement } from 'acorn'
import { refusePart } from '../expressions/context.ts'
import { importedName } from '../expressions/translate.ts'
import { binaryNode, literalNode } from '../nodes.ts'
import { nodesIn } from '../parse-function.ts'
import type { Variable } from '../scope.ts'
import type { ErrorCatcher, FailStep, ProgramStep } from '../steps.ts'
import {
  assign,
  type Builder,
  choice,
  identifierFor,
  outerFrame,
  type StatementFrame,
  temporary,
  variableOf,
} from './builder.ts'

type Try = Extract<Statement, { type: 'TryStatement' }>

/** Handlers of errors. A handler that only tests the name of the error becomes one catcher for each name. */
export const tryStatement = (builder: Builder, node: Try, next: ProgramStep, frame: StatementFrame): ProgramStep => {
  const { block, handler, finalizer } = node
  const after = finalizer ? builder.statement(finalizer, next, frame) : next
  const outer: StatementFrame = finalizer
    ? {
        ...frame,
        catchers: [rethrowing(builder, finalizer, frame)],
        finalizers: [...frame.finalizers, { block: finalizer, frame }],
      }
    : frame
  if (!handler) return builder.statement(block, after, outer)
  const own = catchersOf(builder, handler, after, outer)
  const catchers = own.some(({ names }) => names === undefined) ? own : [...own, ...outer.catchers]
  return builder.statement(block, after, { ...outer, catchers })
}

/** Runs the finalizer after an error that nothing handles, and fails with the error again. */
const rethrowing = (builder: Builder, finalizer: Statement, frame: StatementFrame): ErrorCatcher => {
  const error = temporary(builder, 'error', finalizer)
  error.isError = true
  const again = throwVariable(builder, error, finalizer, frame)
  return { names: undefined, error, next: builder.statement(finalizer, again, frame) }
}

const catchersOf = (
  builder: Builder,
  { param, body }: NonNullable<Try['handler']>,
  next: ProgramStep,
  frame: StatementFrame,
): ErrorCatcher[] => {
  if (param && param.type !== 'Identifier')
    return refusePart(builder, param, 'this parameter is not supported', 'write catch (error)')
  const variable = param ? variableOf(builder, param) : undefined
  if (variable) variable.isError = true
  const read = variable && isRead(builder, variable, body) ? variable : undefined
  const test = asChain(body.body)
  const chain = variable && test && catchersOfChain(builder, test, variable, next, frame)
  if (chain) return chain
  return [{ names: undefined, error: read, next: builder.statement(body, next, frame) }]
}

type If = Extract<Statement, { type: 'IfStatement' }>

/** Statements as one if statement: the statements after one that always leaves are its alternative. */
const asChain = (statements: readonly Statement[]): If | undefined => {
  const [first, ...rest] = statements
  if (first?.type !== 'IfStatement') return undefined
  const [following] = rest
  if (!following) return first
  if (first.alternate || !leaves(first.consequent)) return undefined
  const last = rest.at(-1) ?? following
  const alternate: Statement = asChain(rest) ?? {
    type: 'BlockStatement',
    body: rest,
    start: following.start,
    end: last.end,
  }
  return { ...first, alternate }
}

const leaves = (node: Statement): boolean => {
  if (node.type === 'BlockStatement') return node.body.some(leaves)
  return node.type === 'ReturnStatement' || node.type === 'ThrowStatement'
}

const isRead = (builder: Builder, variable: Variable, part: AnyNode): boolean =>
  nodesIn(part).some((node) => node.type === 'Identifier' && builder.variables.get(node) === variable)

/** `if (e instanceof TooShort) … else if (e.name === 'TooLong') … else throw e` */
const catchersOfChain = (
  builder: Builder,
  node: If,
  variable: Variable,
  next: ProgramStep,
  frame: StatementFrame,
): ErrorCatcher[] | undefined => {
  const names = testedNames(builder, node.test, variable)
  if (!names) return undefined
  const rest = restOfChain(builder, node.alternate ?? undefined, variable, next, frame)
  if (!rest) return undefined
  const error = isRead(builder, variable, node.consequent) ? variable : undefined
  return [{ names, error, next: builder.statement(node.consequent, next, frame) }, ...rest]
}

const restOfChain = (
  builder: Builder,
  node: Statement | undefined,
  variable: Variable,
  next: ProgramStep,
  frame: StatementFrame,
): ErrorCatcher[] | undefined => {
  if (!node) return [{ names: undefined, error: undefined, next }]
  if (node.type === 'BlockStatement' && node.body.length === 1 && node.body[0])
    return restOfChain(builder, node.body[0], variable, next, frame)
  const isAgain = node.type === 'ThrowStatement' && isVariable(builder, node.argument, variable)
  if (isAgain) return []
  if (node.type === 'IfStatement') {
    const chain = catchersOfChain(builder, node, variable, next, frame)
    if (chain) return chain
  }
  const error = isRead(builder, variable, node) ? variable : undefined
  return [{ names: undefined, error, next: builder.statement(node, next, frame) }]
}

const isVariable = (builder: Builder, node: AnyNode, variable: Variable): boolean =>
  node.type === 'Identifier' && builder.variables.get(node) === variable

/** The names of errors for which a test is true, if it tests nothing else. */
const testedNames = (builder: Builder, test: Expression, variable: Variable): string[] | undefined => {
  if (test.type === 'ParenthesizedExpression') return testedNames(builder, test.expression, variable)
  if (test.type === 'LogicalExpression' && test.operator === '||') {
    const left = testedNames(builder, test.left, variable)
    const right = testedNames(builder, test.right, variable)
    return left && right && [...left, ...right]
  }
  if (test.type !== 'BinaryExpression') return undefined
  const { left, operator, right } = test
  if (operator === 'instanceof' && isVariable(builder, left, variable)) {
    const name = importedName(right)
    return name === undefined || name === 'Error' ? undefined : [name]
  }
  const isName =
    operator === '===' &&
    left.type === 'MemberExpression' &&
    isVariable(builder, left.object, variable) &&
    left.property.type === 'Identifier' &&
    (left.property.name === 'name' || left.property.name === 'error')
  const isNamed = isName && right.type === 'Literal' && typeof right.value === 'string' && right.value !== ''
  return isNamed ? [String(right.value)] : undefined
}

/** `throw new Fail('E', 'cause')`, `throw new TooShort('message')`, `throw error` */
export const throwError = (
  builder: Builder,
  { argument }: Extract<Statement, { type: 'ThrowStatement' }>,
  _next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const variable = argument.type === 'Identifier' ? builder.variables.get(argument) : undefined
  if (variable?.isError) return throwVariable(builder, variable, argument, frame)
  const name = argument.type === 'NewExpression' ? importedName(argument.callee) : undefined
  if (argument.type !== 'NewExpression' || name === undefined)
    return refusePart(builder, argument, 'only errors can be thrown', "write throw new Fail('Name', 'cause')")
  const args = argument.arguments.map((one) =>
    one.type === 'SpreadElement' ? refusePart(builder, one, 'spread arguments are not supported') : one,
  )
  const className = literalNode(name, argument)
  const isFail = name === 'Fail' || name === 'TaskError'
  return builder.withoutCalls(args, frame, (plain) => {
    const [first = isFail ? refusePart(builder, argument, `${name} needs the name of an error`) : undefined, second] =
      plain
    const error = isFail ? (first ?? className) : className
    return thrown({ error, cause: isFail ? second : first, range: argument }, frame)
  })
}

interface Thrown {
  readonly error: Expression
  readonly cause: Expression | undefined
  readonly range: AnyNode
}

const memberOf = (builder: Builder, variable: Variable, name: string, range: AnyNode): Expression => ({
  type: 'MemberExpression',
  object: identifierFor(builder, variable, range),
  property: { type: 'Identifier', name, start: range.start, end: range.end },
  computed: false,
  optional: false,
  start: range.start,
  end: range.end,
})

const throwVariable = (builder: Builder, variable: Variable, range: AnyNode, frame: StatementFrame): ProgramStep => {
  const error = memberOf(builder, variable, 'name', range)
  return thrown({ error, cause: memberOf(builder, variable, 'message', range), range }, frame)
}

/** Goes to the handler of an error, or fails. The name of an error that was caught is known only at run time. */
const thrown = (error: Thrown, frame: StatementFrame): ProgramStep => {
  const fail: FailStep = {
    kind: 'fail',
    label: error.error.type === 'Literal' ? String(error.error.value) : 'fail again',
    range: error.range,
    catchers: [],
    error: error.error,
    cause: error.cause,
  }
  return frame.catchers.reduceRight((otherwise: ProgramStep, catcher) => caughtBy(catcher, error, otherwise), fail)
}

const caughtBy = (catcher: ErrorCatcher, error: Thrown, otherwise: ProgramStep): ProgramStep => {
  const { names } = catcher
  const frame = outerFrame
  const { range } = error
  const handled = catcher.error
    ? assign(
        catcher.error,
        { kind: 'error', name: error.error, message: error.cause },
        { next: catcher.next, frame, range },
      )
    : catcher.next
  if (!names) return handled
  if (error.error.type === 'Literal') return names.includes(String(error.error.value)) ? handled : otherwise
  const rules = names.map((name) => ({
    test: binaryNode('===', [error.error, literalNode(name, range)], range),
    next: handled,
  }))
  return choice(rules, otherwise, { label: 'which error', frame, range })
}
