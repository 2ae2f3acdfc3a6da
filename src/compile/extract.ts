import type { Expression, Identifier } from 'acorn'
import { CompileError } from './compile-error.ts'
import { simple } from './expressions/code.ts'
import type { ExpressionContext } from './expressions/context.ts'
import { translate } from './expressions/translate.ts'
import { anything } from './expressions/value-type.ts'
import { nodesIn } from './parse-function.ts'
import { isWithin, namesIn, type Resolution, referencesIn, type Variable } from './scope.ts'
import { type Builder, type StatementFrame, type Target, temporary } from './statements/builder.ts'
import type { ProgramStep } from './steps.ts'

/** Handlers that run parts of a function, by resource. */
export type ExtractedHandlers = Record<string, (input: Readonly<Record<string, unknown>>) => unknown>

interface Extracting {
  readonly text: string
  readonly resolution: Resolution
  readonly variables: ReadonlyMap<Identifier, Variable>
  readonly constants: ReadonlyMap<string, unknown>
  /** The names of the resources begin with it. */
  readonly label: string
  readonly handlers: ExtractedHandlers
}

/** The problem of an expression that JSONata cannot have; undefined if it can. */
export const problemOf = (extracting: Extracting, node: Expression): CompileError | undefined => {
  const context: ExpressionContext = {
    ...extracting,
    locals: new Map(),
    prelude: new Set(),
    names: 0,
    translate,
    read: (variable) => simple(`$${variable.stored}`, anything),
  }
  try {
    translate(node, context)
    return undefined
  } catch (error) {
    if (error instanceof CompileError) return error
    throw error
  }
}

/** Moves an expression into a task of its own, if JSONata cannot have it. */
export const extractedTask = (
  extracting: Extracting,
  builder: Builder,
  node: Expression,
  delivery: { readonly target: Target; readonly next: ProgramStep; readonly frame: StatementFrame },
): ProgramStep | undefined => {
  const problem = problemOf(extracting, node)
  if (!problem) return undefined
  const reads = readsOf(extracting, node, problem)
  const resource = `activity/${extracting.label}-${Object.keys(extracting.handlers).length + 1}`
  const names = [...reads.keys()]
  const source = extracting.text.slice(node.start, node.end)
  extracting.handlers[resource] = handlerOf(names, source)
  const { target, next, frame } = delivery
  const variable =
    target.kind === 'variable' && target.as === 'expression' ? target.variable : temporary(builder, 'value', node)
  const rest =
    variable === (target as { variable?: Variable }).variable
      ? next
      : builder.evaluate(read(extracting, variable, node), target, next, frame)
  return {
    kind: 'task',
    label: resource.slice('activity/'.length),
    range: node,
    catchers: frame.catchers,
    resource,
    args: [argumentsOf([...reads.values()], node)],
    options: {},
    result: variable,
    next: rest,
  }
}

const read = ({ variables }: Extracting, variable: Variable, { start, end }: Expression): Identifier => {
  const identifier: Identifier = { type: 'Identifier', name: variable.name, start, end }
  ;(variables as Map<Identifier, Variable>).set(identifier, variable)
  return identifier
}

/**
 * The variables that an expression reads, by name.
 * @throws the problem, if the expression awaits, or reads a name outside of the function that is not one of JavaScript's.
 */
const readsOf = (
  { variables, constants, text }: Extracting,
  node: Expression,
  problem: CompileError,
): Map<string, Identifier> => {
  const reads = new Map<string, Identifier>()
  const known = new Set([...standard, ...declaredIn(node)])
  for (const part of referencesIn(node)) {
    if (part.type === 'AwaitExpression' || part.type === 'ThisExpression') throw problem
    if (part.type !== 'Identifier') continue
    const variable = variables.get(part)
    if (variable?.resource !== undefined || variable?.isError) throw problem
    if (variable && !isWithin(variable.scope, node)) reads.set(part.name, part)
    if (!variable && constants.has(part.name))
      throw new CompileError(`the constant "${part.name}" cannot be read by a handler`, {
        text,
        range: part,
        alternative: 'write its value',
      })
    if (!variable && !known.has(part.name)) throw problem
  }
  return reads
}

/** The names that functions and statements in an expression declare. */
const declaredIn = (root: Expression): string[] =>
  nodesIn(root).flatMap((node) => {
    if (node.type === 'VariableDeclarator') return namesIn(node.id).map(({ name }) => name)
    return 'id' in node && node.id?.type === 'Identifier' ? [node.id.name] : []
  })

/** The globals that do not reach outside of the expression. */
const standard = new Set([
  'Array', 'BigInt', 'Boolean', 'Date', 'Infinity', 'Intl', 'JSON', 'Map', 'Math', 'NaN', 'Number', 'Object', 'RegExp', 'Set', 'String',
  'decodeURIComponent', 'encodeURIComponent', 'isFinite', 'isNaN', 'parseFloat', 'parseInt', 'structuredClone', 'undefined', 'URL',
]) // biome-ignore format: a list of names

const argumentsOf = (reads: readonly Identifier[], { start, end }: Expression): Expression => ({
  type: 'ObjectExpression',
  properties: reads.map((value) => ({
    type: 'Property',
    key: { type: 'Identifier', name: value.name, start, end },
    value,
    kind: 'init',
    method: false,
    shorthand: true,
    computed: false,
    start,
    end,
  })),
  start,
  end,
})

const handlerOf = (names: readonly string[], source: string): ExtractedHandlers[string] => {
  const run = new Function(...names, `"use strict"; return (${source})`)
  return (input) => run(...names.map((name) => input[name]))
}
