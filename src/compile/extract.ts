import type { Expression, Identifier } from 'acorn'
import { CompileError } from './compile-error.ts'
import { simple } from './expressions/code.ts'
import type { ExpressionContext } from './expressions/context.ts'
import { translate } from './expressions/translate.ts'
import { anything } from './expressions/value-type.ts'
import { nodesIn } from './parse-function.ts'
import { evaluatedNodesIn, isWithin, namesIn, type Variable } from './scope.ts'
import { type Builder, type ResultTarget, resultOf } from './statements/builder.ts'
import type { ProgramStep } from './steps.ts'

/** Handlers that run parts of a function, by resource. */
export type ExtractedHandlers = Record<string, (input: Readonly<Record<string, unknown>>) => unknown>

export interface Extracting {
  readonly text: string
  readonly variables: Map<Identifier, Variable>
  readonly constants: ReadonlyMap<string, unknown>
  /** The start of the names of the resources. */
  readonly label: string
  readonly handlers: ExtractedHandlers
}

/** The problem of an expression that cannot be translated to JSONata; undefined if it can. */
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

/** A task that evaluates an expression; undefined if JSONata can express it. */
export const extractedTask = (
  extracting: Extracting,
  builder: Builder,
  node: Expression,
  { target, next, frame }: Omit<ResultTarget, 'node'>,
): ProgramStep | undefined => {
  const problem = problemOf(extracting, node)
  if (!problem) return undefined
  const reads = readsOf(extracting, node, problem)
  const resource = `activity/${extracting.label}-${Object.keys(extracting.handlers).length + 1}`
  const names = [...reads.keys()]
  const source = extracting.text.slice(node.start, node.end)
  extracting.handlers[resource] = handlerOf(names, source)
  const { result, rest } = resultOf(builder, 'value', { node, target, next, frame })
  return {
    kind: 'task',
    label: resource.slice('activity/'.length),
    range: node,
    catchers: frame.catchers,
    resource,
    args: [argumentsOf([...reads.values()], node)],
    options: {},
    result,
    next: rest,
  }
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
  for (const part of evaluatedNodesIn(node)) {
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
