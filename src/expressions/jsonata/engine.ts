import { createRequire } from 'node:module'
import { boundedRegExp } from '../bounded-regexp.ts'
import type { Node } from './ast.ts'
import { type JsonataFrame, refuseTime } from './bounds.ts'

/** What a function sees of the evaluation that calls it, as its `this`. */
export interface Focus {
  readonly environment: JsonataFrame
  readonly input: unknown
}

/** A function that expressions can call. It is called with a signature's arguments. */
// biome-ignore lint/suspicious/noExplicitAny: what the arguments are is what the signature says
export type Native = (this: Focus, ...args: any[]) => unknown

/** A compiled expression of the jsonata library, with the parts that its own types leave out. */
export interface CompiledJsonata {
  evaluate(input: unknown, bindings: Record<string, unknown>): Promise<unknown>
  assign(name: string | symbol, value: unknown): void
  registerFunction(name: string, implementation: Native, signature: string | undefined): void
  ast(): Node
}

/**
 * The library takes a while to load, so it is loaded for the first expression. Until then nothing is asked of `import.meta`, which a
 * bundle in CommonJS does not have.
 */
const library = (() => {
  let loaded: typeof import('jsonata') | undefined
  return () => {
    loaded ??= createRequire(import.meta.url)('jsonata') as typeof import('jsonata')
    return loaded
  }
})()

const RegexEngine = boundedRegExp(refuseTime)

/** @throws JsonataError for a text that is no JSONata expression */
export const compile = (source: string): CompiledJsonata =>
  library()(source, { RegexEngine: RegexEngine as unknown as RegExp }) as unknown as CompiledJsonata

/** What an expression's frame holds under a name. jsonata calls the hook at once, before anything is awaited. */
export const lookupIn = (expression: CompiledJsonata, name: string): unknown => {
  let found: unknown
  expression.assign(Symbol.for('jsonata.__evaluate_entry'), (_node: Node, _input: unknown, frame: JsonataFrame) => {
    found = frame.lookup(name)
  })
  void expression.evaluate(undefined, {})
  return found
}
