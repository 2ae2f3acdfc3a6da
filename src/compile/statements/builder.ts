import type { AnyNode, Expression, Identifier, Statement } from 'acorn'
import { CompileError, type TextRange } from '../compile-error.ts'
import { refusePart } from '../expressions/context.ts'
import { isWithin, type Resolution, type Variable } from '../scope.ts'
import type { AssignStep, ChoiceStep, ErrorCatcher, ProgramStep, ReturnStep, Value } from '../steps.ts'

/** The use of an expression's value. */
export type Target =
  | { readonly kind: 'variable'; readonly variable: Variable; readonly as: 'expression' | 'object' | 'items' }
  | { readonly kind: 'discard' }
  | { readonly kind: 'return' }

/** A block that runs at every way out of another one. */
interface Finalizer {
  readonly block: Statement
  /** The frame around the try statement. */
  readonly frame: StatementFrame
}

interface LoopFrame {
  readonly label: string | undefined
  readonly onBreak: ProgramStep
  /** Undefined for a switch, which has no next iteration. */
  readonly onContinue: ProgramStep | undefined
  /** The number of finalizers around the loop. */
  readonly finalizers: number
}

/** The surroundings of a statement. */
export interface StatementFrame {
  /** The handlers of errors, the nearest first. */
  readonly catchers: readonly ErrorCatcher[]
  readonly loops: readonly LoopFrame[]
  readonly finalizers: readonly Finalizer[]
  /** The target of a returned value, and the next step, in a function that is called in place. Without it, a return ends the state machine. */
  readonly onReturn?: { readonly target: Target; readonly next: ProgramStep }
}

export const outerFrame: StatementFrame = { catchers: [], loops: [], finalizers: [] }

/** Makes steps, each with the one that follows it: the last statement is built first. */
export interface Builder {
  readonly text: string
  readonly resolution: Resolution
  readonly variables: Map<Identifier, Variable>
  /** For variables that are pushed to, a use after which another name has the same array. */
  readonly sharedUses: ReadonlyMap<Variable, AnyNode>
  statement(node: Statement, next: ProgramStep, frame: StatementFrame): ProgramStep
  statements(nodes: readonly Statement[], next: ProgramStep, frame: StatementFrame): ProgramStep
  /** Evaluates an expression, with the calls in it. */
  evaluate(node: Expression, target: Target, next: ProgramStep, frame: StatementFrame): ProgramStep
  /** Performs an awaited call. */
  awaited(node: Expression, target: Target, next: ProgramStep, frame: StatementFrame): ProgramStep
  /** Continues with one of two steps. */
  branch(
    test: Expression,
    steps: { readonly yes: ProgramStep; readonly no: ProgramStep },
    frame: StatementFrame,
  ): ProgramStep
  /** Replaces the calls in an expression by variables that have their results. */
  withoutCalls(
    nodes: readonly Expression[],
    frame: StatementFrame,
    then: (nodes: readonly Expression[]) => ProgramStep,
  ): ProgramStep
  /** True for an expression that is to be moved into a handler. */
  mustExtract(node: Expression): boolean
  /** Moves an expression that JSONata does not have into a handler, with the option `extract`. */
  extracted(node: Expression, target: Target, next: ProgramStep, frame: StatementFrame): ProgramStep | undefined
}

/** Builds the steps of a statement, followed by `next`. */
export type Build<Node> = (builder: Builder, node: Node, next: ProgramStep, frame: StatementFrame) => ProgramStep

export const discard: Target = { kind: 'discard' }

export const intoVariable = (variable: Variable, as: 'expression' | 'object' | 'items' = 'expression'): Target => ({
  kind: 'variable',
  variable,
  as,
})

export const assign = (
  variable: Variable,
  value: Value,
  { next, frame, range }: { next: ProgramStep; frame: StatementFrame; range: TextRange },
): AssignStep => ({
  kind: 'assign',
  label: `set ${variable.name}`,
  range,
  catchers: frame.catchers,
  assignments: [{ variable, value }],
  next,
})

export const returnStep = (value: Expression | undefined, range: TextRange, frame: StatementFrame): ReturnStep => ({
  kind: 'return',
  label: 'return',
  range,
  catchers: frame.catchers,
  value,
})

export const choice = (
  rules: ChoiceStep['rules'],
  otherwise: ProgramStep,
  { label, frame, range }: { label: string; frame: StatementFrame; range: TextRange },
): ChoiceStep => ({ kind: 'choice', label, range, catchers: frame.catchers, rules, otherwise })

/** An identifier of a variable that the compiler makes. */
export const identifierFor = (
  builder: Pick<Builder, 'variables'>,
  variable: Variable,
  { start, end }: TextRange,
): Identifier => {
  const identifier: Identifier = { type: 'Identifier', name: variable.name, start, end }
  builder.variables.set(identifier, variable)
  return identifier
}

/** A new variable for a value that has no name in the text. */
export const temporary = (builder: Builder, name: string, range: TextRange): Variable =>
  builder.resolution.temporary(name, range)

/** The variable that an identifier names. */
export const variableOf = (builder: Builder, identifier: AnyNode): Variable => {
  const variable = identifier.type === 'Identifier' ? builder.variables.get(identifier) : undefined
  return (
    variable ??
    refusePart(builder, identifier, `unknown name "${builder.text.slice(identifier.start, identifier.end)}"`)
  )
}

/** Refuses assignments, in a part that runs on its own, to variables outside of it. */
export const assertNoOuterWrites = (builder: Builder, part: TextRange, owner: string): void => {
  for (const variable of new Set(builder.variables.values())) {
    const written = variable.writes.find((identifier) => isWithin(identifier, part))
    if (!written || isWithin(variable.scope, part)) continue
    throw new CompileError(`${owner} cannot assign "${variable.name}", which is declared outside of it`, {
      text: builder.text,
      range: written,
      alternative: 'return the value, and assign it after the await',
    })
  }
}

/** Passes a value on to a variable or to the caller, or drops it. */
export const deliver = (
  builder: Builder,
  node: Expression,
  target: Target,
  next: ProgramStep,
  frame: StatementFrame,
): ProgramStep => {
  if (target.kind === 'variable')
    return assign(target.variable, { kind: target.as, node }, { next, frame, range: node })
  if (target.kind === 'discard') return next
  return leave(builder, node, node, frame)
}

/** The use of the result of a node, and the step that follows. */
export interface ResultTarget {
  readonly node: TextRange
  readonly target: Target
  readonly next: ProgramStep
  readonly frame: StatementFrame
}

/** The variable of a result, and the steps that follow it. */
export const resultOf = (
  builder: Builder,
  name: string,
  { node, target, next, frame }: ResultTarget,
): { result: Variable | undefined; rest: ProgramStep } => {
  if (target.kind === 'discard') return { result: undefined, rest: next }
  if (target.kind === 'variable' && target.as === 'expression') return { result: target.variable, rest: next }
  const result = temporary(builder, name, node)
  const value = identifierFor(builder, result, node)
  return { result, rest: deliver(builder, value, target, next, frame) }
}

/** Ends the function with a value, after the finalizers around it. */
export const leave = (
  builder: Builder,
  value: Expression | undefined,
  range: TextRange,
  frame: StatementFrame,
): ProgramStep => {
  const { finalizers, onReturn } = frame
  const outer = finalizers[0]?.frame ?? frame
  if (finalizers.length === 0) return returned(builder, value, range, frame)
  const variable = value && temporary(builder, 'returned', range)
  const last = returned(builder, variable && identifierFor(builder, variable, range), range, {
    ...outer,
    ...(onReturn && { onReturn }),
  })
  const first = throughFinalizers(builder, finalizers, last)
  return value && variable
    ? assign(variable, { kind: 'expression', node: value }, { next: first, frame, range })
    : first
}

const undefinedNode = ({ start, end }: TextRange): Expression => ({ type: 'Identifier', name: 'undefined', start, end })

const returned = (
  builder: Builder,
  value: Expression | undefined,
  range: TextRange,
  frame: StatementFrame,
): ProgramStep => {
  const { onReturn } = frame
  if (!onReturn) return returnStep(value, range, frame)
  return deliver(builder, value ?? undefinedNode(range), onReturn.target, onReturn.next, frame)
}

/** Runs finalizers, the innermost first. They are listed with the outermost first. */
export const throughFinalizers = (builder: Builder, finalizers: readonly Finalizer[], last: ProgramStep): ProgramStep =>
  finalizers.reduce((next, { block, frame }) => builder.statement(block, next, frame), last)
