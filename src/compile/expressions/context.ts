import type { AnyNode, Identifier } from 'acorn'
import { CompileError, type TextRange } from '../compile-error.ts'
import type { Variable } from '../scope.ts'
import { Binding, type Code, code, simple } from './code.ts'
import type { PreludeName } from './prelude.ts'

/** The inputs of the translation of an expression, and its findings. */
export interface ExpressionContext {
  readonly text: string
  readonly variables: Map<Identifier, Variable>
  /** Values of names outside the function. */
  readonly constants: ReadonlyMap<string, unknown>
  /** Reads a stored variable. */
  read(variable: Variable, node: TextRange): Code
  /** The parameters of functions that are being translated. */
  readonly locals: Map<Variable, Code>
  /** The functions of the prelude that the expression calls. */
  readonly prelude: Set<PreludeName>
  /** The number of names that the expression made. */
  names: number
  readonly translate: (node: AnyNode, context: ExpressionContext) => Code
}

/** @throws CompileError always */
export const refusePart = (
  { text }: { readonly text: string },
  range: TextRange,
  problem: string,
  alternative?: string,
): never => {
  throw new CompileError(problem, { text, range, alternative })
}

/** A call of a function of the prelude. */
export const preludeCall = (context: ExpressionContext, name: PreludeName, parts: readonly string[]): string => {
  context.prelude.add(name)
  return `$${name}(${parts.join(', ')})`
}

/** Writes code that repeats a part: a part that cannot be repeated gets a name first. */
export const bindOnce = (context: ExpressionContext, part: Code, write: (part: Code) => Code): Code => {
  if (part.isSimple) return write(part)
  const name = `$js_v${++context.names}`
  const body = write(simple(name, part.type))
  return code(`( ${name} := ${part.source}; ${body.source} )`, body.type, {
    binding: Binding.atom,
    fails: part.fails || body.fails,
  })
}

/** The names that compilers write for functions of modules: `(0, lib.sleep)`. */
const importedCallee = /\(0,\s*[\w$]+\.([\w$]+)\)/g

/** The source text of a node, on one line. */
export const textOf = ({ text }: { readonly text: string }, { start, end }: TextRange): string =>
  text.slice(start, end).replace(/\s+/g, ' ').replace(importedCallee, '$1')
