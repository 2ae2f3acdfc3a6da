import { createRequire } from 'node:module'
import { boundedRegExp } from '../bounded-regexp.ts'
import type { Node } from './ast.ts'
import { type JsonataFrame, refuseTime } from './bounds.ts'

/** The part of an evaluation that the functions it calls get as `this`. */
export interface Focus {
  readonly environment: JsonataFrame
  readonly input: unknown
}

/** A function that expressions can call, with the arguments of its signature. */
// biome-ignore lint/suspicious/noExplicitAny: the signature defines the arguments' types
export type Native = (this: Focus, ...args: any[]) => unknown

/** A compiled expression of the jsonata library, with the parts that its own types leave out. */
export interface CompiledJsonata {
  evaluate(input: unknown, bindings: Record<string, unknown>): Promise<unknown>
  assign(name: string | symbol, value: unknown): void
  registerFunction(name: string, implementation: Native, signature: string | undefined): void
  ast(): Node
}

/**
 * The library loads slowly, so it is loaded for the first expression. Until then `import.meta` is not read, as a CommonJS bundle does not
 * have it.
 */
const library = (() => {
  let loaded: typeof import('jsonata') | undefined
  return () => {
    loaded ??= createRequire(import.meta.url)('jsonata') as typeof import('jsonata')
    return loaded
  }
})()

const RegexEngine = boundedRegExp(refuseTime)

/** @throws JsonataError for a string that is not a JSONata expression */
export const compileWithLibrary = (source: string): CompiledJsonata =>
  library()(source, { RegexEngine: RegexEngine as unknown as RegExp }) as unknown as CompiledJsonata

/** The value of a name in an expression's frame. jsonata calls the hook synchronously. */
export const lookupIn = (expression: CompiledJsonata, name: string): unknown => {
  let found: unknown
  expression.assign(Symbol.for('jsonata.__evaluate_entry'), (_node: Node, _input: unknown, frame: JsonataFrame) => {
    found = frame.lookup(name)
  })
  void expression.evaluate(undefined, {})
  return found
}
