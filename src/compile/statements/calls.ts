import type { AnyNode, CallExpression, Expression } from 'acorn'
import { unwrapped } from '../expressions/callback.ts'
import { refusePart, textOf } from '../expressions/context.ts'
import { importedName } from '../expressions/translate.ts'
import { type FunctionNode, isFunctionNode } from '../parse-function.ts'
import type { TaskOptions } from '../run/with-options.ts'
import type { ParallelStep, ProgramStep } from '../steps.ts'
import { withInput } from './bindings.ts'
import {
  assertNoOuterWrites,
  type Builder,
  discard,
  intoVariable,
  leave,
  outerFrame,
  type ResultTarget,
  resultOf,
  returnStep,
  type StatementFrame,
  type Target,
} from './builder.ts'
import { taskOptions } from './task-options.ts'

/** Performs an awaited expression: a call of a resource, several calls at once, a wait, or a function that the text declares. */
export const awaited = (
  builder: Builder,
  given: Expression,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const node = unwrapped(given) as Expression
  if (node.type !== 'CallExpression') return builder.evaluate(node, target, next, frame)
  const { callee } = node
  const task = taskOf(builder, node)
  if (task) return callTask(builder, task, target, next, frame)
  if (isPromiseAll(callee)) return together(builder, node, target, next, frame)
  const name = importedName(callee)
  if (name === 'sleep' || name === 'sleepUntil') return wait(builder, node, name, target, next, frame)
  const fn = localFunction(builder, callee)
  if (fn) return callInPlace(builder, fn, node, target, next, frame)
  const attempt = attemptOf(builder, node)
  if (attempt)
    return runTogether(builder, [attempt.fn], { node, options: attempt.options, isSingle: true }, target, next, frame)
  return builder.evaluate(node, target, next, frame)
}

interface TaskCall {
  readonly node: CallExpression
  readonly resource: string
  readonly name: string
  readonly options: TaskOptions
}

/** A call of a resource, if a node is one: `vowels(text)`, `activities.vowels(text)`, `withOptions(vowels, options)(text)`. */
const taskOf = (builder: Builder, node: AnyNode): TaskCall | undefined => {
  if (node.type !== 'CallExpression') return undefined
  const direct = resourceOf(builder, node.callee)
  if (direct) return { node, ...direct, options: {} }
  const options = withOptionsOf(node.callee)
  const wrapped = options && resourceOf(builder, options.of)
  return wrapped && { node, ...wrapped, options: taskOptions(builder, options.options) }
}

/** True for a call that returns a promise: of a resource, or of `Promise.all`. */
export const isPromise = (builder: Builder, node: AnyNode): boolean =>
  taskOf(builder, node) !== undefined || (node.type === 'CallExpression' && isPromiseAll(node.callee))

const resourceOf = (builder: Builder, callee: AnyNode): { resource: string; name: string } | undefined => {
  if (callee.type === 'ParenthesizedExpression') return resourceOf(builder, callee.expression)
  if (callee.type !== 'Identifier') return undefined
  const variable = builder.variables.get(callee)
  return variable?.resource === undefined ? undefined : { resource: variable.resource, name: variable.name }
}

/** The arguments of `withOptions(of, options)`. */
const withOptionsOf = (node: AnyNode): { of: AnyNode; options: AnyNode | undefined } | undefined => {
  if (node.type !== 'CallExpression' || importedName(node.callee) !== 'withOptions') return undefined
  const [of, options] = node.arguments
  return of && { of: unwrapped(of), options }
}

/** `withOptions(async () => { … }, { retry })()`: a part that is retried as a whole. */
const attemptOf = (builder: Builder, node: CallExpression): { fn: FunctionNode; options: TaskOptions } | undefined => {
  const found = withOptionsOf(node.callee)
  if (!found || !isAsyncFunction(found.of)) return undefined
  const options = taskOptions(builder, found.options)
  if (options.timeoutSeconds !== undefined || options.heartbeatSeconds !== undefined)
    return refusePart(builder, found.options ?? node, 'a function of several steps can only have the option retry')
  return { fn: found.of, options }
}

const isAsyncFunction = (node: AnyNode): node is FunctionNode => isFunctionNode(node) && node.async

const isPromiseAll = (callee: AnyNode): boolean =>
  callee.type === 'MemberExpression' &&
  callee.object.type === 'Identifier' &&
  callee.object.name === 'Promise' &&
  callee.property.type === 'Identifier' &&
  callee.property.name === 'all'

const callTask = (
  builder: Builder,
  { node, resource, name, options }: TaskCall,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const args = node.arguments.map((argument) =>
    argument.type === 'SpreadElement'
      ? refusePart(builder, argument, 'spread arguments are not supported', 'pass an array or an object')
      : argument,
  )
  const { result, rest } = resultOf(builder, `${name}Result`, { node, target, next, frame })
  return builder.withoutCalls(args, frame, (plain) => ({
    kind: 'task',
    label: name,
    range: node,
    catchers: frame.catchers,
    resource,
    args: plain,
    options,
    result,
    next: rest,
  }))
}

const wait = (
  builder: Builder,
  node: CallExpression,
  name: 'sleep' | 'sleepUntil',
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const [time] = node.arguments
  if (!time || time.type === 'SpreadElement' || node.arguments.length > 1)
    return refusePart(
      builder,
      node,
      `${name} needs one argument`,
      name === 'sleep' ? 'write await sleep(seconds)' : 'write await sleepUntil(timestamp)',
    )
  if (time.type === 'Literal' && typeof time.value === 'number' && !(Number.isInteger(time.value) && time.value >= 0))
    return refusePart(builder, time, 'a state machine waits for whole seconds', 'write a whole number from 0')
  const after = target.kind === 'discard' ? next : leaveEmpty(builder, node, target, next, frame)
  return builder.withoutCalls([time], frame, ([plain = time]) => ({
    kind: 'wait',
    label: `${name} ${textOf(builder, time)}`,
    range: node,
    catchers: frame.catchers,
    field: name === 'sleep' ? 'seconds' : 'timestamp',
    time: plain,
    next: after,
  }))
}

const leaveEmpty = (
  builder: Builder,
  node: CallExpression,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  if (target.kind === 'return') return leave(builder, undefined, node, frame)
  return refusePart(builder, node, 'a wait has no value', 'await it in a statement of its own') ?? next
}

/** A function that the text declares, and that is called in place: `const count = async () => { … }`. */
const localFunction = (builder: Builder, callee: AnyNode): FunctionNode | undefined => {
  const variable = callee.type === 'Identifier' ? builder.variables.get(callee) : undefined
  const fn = variable?.alias ?? callee
  const found = unwrapped(fn.type === 'ParenthesizedExpression' ? fn.expression : fn)
  return isAsyncFunction(found) ? found : undefined
}

const assertNoParameters = (builder: Builder, fn: FunctionNode, node: AnyNode): void => {
  const [parameter] = fn.params
  if (parameter)
    refusePart(builder, parameter, 'a function of several steps cannot have parameters', 'read the variables around it')
  const [argument] = node.type === 'CallExpression' ? node.arguments : []
  if (argument)
    refusePart(builder, argument, 'a function of several steps cannot have arguments', 'read the variables around it')
}

const callInPlace = (
  builder: Builder,
  fn: FunctionNode,
  node: CallExpression,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  assertNoParameters(builder, fn, node)
  const { result, rest } = resultOf(builder, 'result', { node, target, next, frame })
  const inner: StatementFrame = {
    catchers: frame.catchers,
    loops: [],
    finalizers: [],
    onReturn: { target: result ? intoVariable(result) : discard, next: rest },
  }
  return bodyOf(builder, fn, inner)
}

const bodyOf = (builder: Builder, fn: FunctionNode, frame: StatementFrame): ProgramStep => {
  const end = leave(builder, undefined, { start: fn.body.end - 1, end: fn.body.end }, frame)
  return fn.body.type === 'BlockStatement'
    ? builder.statements(fn.body.body, end, frame)
    : builder.evaluate(fn.body, { kind: 'return' }, end, frame)
}

/** `Promise.all([…])` becomes a Parallel state, `Promise.all(items.map(async …))` a Map state. */
const together = (
  builder: Builder,
  node: CallExpression,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const [list] = node.arguments
  if (list?.type === 'ArrayExpression') {
    const branches = list.elements.map((element) =>
      !element || element.type === 'SpreadElement'
        ? refusePart(
            builder,
            element ?? list,
            'Promise.all needs calls that are written here',
            'write Promise.all(items.map(async (item) => …))',
          )
        : element,
    )
    if (branches.length === 0) return refusePart(builder, list, 'Promise.all needs at least one call')
    return runTogether(builder, branches, { node, options: {}, isSingle: false }, target, next, frame)
  }
  const mapped = list?.type === 'CallExpression' && list.callee.type === 'MemberExpression' ? list : undefined
  const callee = mapped?.callee
  const isMap =
    callee?.type === 'MemberExpression' && callee.property.type === 'Identifier' && callee.property.name === 'map'
  const fn = mapped?.arguments[0] && unwrapped(mapped.arguments[0])
  if (!isMap || !fn || callee.object.type === 'Super' || !isAsyncFunction(fn))
    return refusePart(
      builder,
      list ?? node,
      'Promise.all needs an array of calls',
      'write Promise.all([a(), b()]) or Promise.all(items.map(async (item) => …))',
    )
  return mapTogether(builder, callee.object, fn, { node, target, next, frame })
}

interface Group {
  readonly node: CallExpression
  readonly options: TaskOptions
  /** True if the value is that of the only branch, not an array. */
  readonly isSingle: boolean
}

const runTogether = (
  builder: Builder,
  nodes: readonly Expression[],
  { node, options, isSingle }: Group,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  const branches = nodes.map((branch) => branchOf(builder, branch))
  const common = { kind: 'parallel', label: 'all', range: node, catchers: frame.catchers, branches, options } as const
  if (!isSingle) {
    const { result, rest } = resultOf(builder, 'results', { node, target, next, frame })
    return { ...common, result, next: rest } satisfies ParallelStep
  }
  const { result, rest } = resultOf(builder, 'result', { node, target, next, frame })
  return { ...common, label: 'attempt', result: [result], next: rest } satisfies ParallelStep
}

/** The branch of a Parallel state for an element of `Promise.all`. */
const branchOf = (builder: Builder, node: Expression): ProgramStep => {
  assertNoOuterWrites(builder, node, 'a branch')
  const end = returnStep(undefined, node, outerFrame)
  const call = unwrapped(node)
  if (isAsyncFunction(call)) {
    assertNoParameters(builder, call, call)
    return bodyOf(builder, call, outerFrame)
  }
  const fn = call.type === 'CallExpression' ? localFunction(builder, call.callee) : undefined
  if (!fn) return builder.awaited(node, { kind: 'return' }, end, outerFrame)
  assertNoParameters(builder, fn, call)
  assertNoOuterWrites(builder, fn, 'a branch')
  return bodyOf(builder, fn, outerFrame)
}

const mapTogether = (
  builder: Builder,
  list: Expression,
  fn: FunctionNode,
  { node, target, next, frame }: ResultTarget,
): ProgramStep => {
  assertNoOuterWrites(builder, fn, 'a function that runs for each item')
  const [, index] = fn.params
  if (index)
    refusePart(builder, index, 'this parameter is not supported', 'make the items objects that have their index')
  const { result, rest } = resultOf(builder, 'results', { node, target, next, frame })
  const body = withInput(builder, fn.params[0], bodyOf(builder, fn, outerFrame), fn)
  return builder.withoutCalls([list], frame, ([items = list]) => ({
    kind: 'map',
    label: `each of ${textOf(builder, list)}`,
    range: node,
    catchers: frame.catchers,
    items,
    body,
    isSequential: false,
    result,
    next: rest,
  }))
}
