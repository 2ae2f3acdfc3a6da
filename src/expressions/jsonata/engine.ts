import jsonata from 'jsonata'
import { boundedRegExp } from '../bounded-regexp.ts'
import type { Node } from './ast.ts'
import { type Frame, refuseTime } from './bounds.ts'

/** What a function sees of the evaluation that calls it, as its `this`. */
export interface Focus {
  readonly environment: Frame
  readonly input: unknown
}

/** A function that expressions can call. It is called with a signature's arguments. */
// biome-ignore lint/suspicious/noExplicitAny: what the arguments are is what the signature says
export type Native = (this: Focus, ...args: any[]) => unknown

/** A function of jsonata's own, as it keeps them. */
export interface Builtin {
  readonly implementation: Native
}

/** A compiled expression of the jsonata library, with the parts that its own types leave out. */
export interface Expression {
  evaluate(input: unknown, bindings: Record<string, unknown>): Promise<unknown>
  assign(name: string | symbol, value: unknown): void
  registerFunction(name: string, implementation: Native, signature?: string): void
  ast(): Node
}

const RegexEngine = boundedRegExp(refuseTime)

/** @throws JsonataError for a text that is no JSONata expression */
export const compile = (source: string): Expression =>
  jsonata(source, { RegexEngine: RegexEngine as unknown as RegExp }) as unknown as Expression

/** One of jsonata's own functions. The hook runs at once, before anything is awaited. */
export const builtin = (name: string): Builtin => {
  let found: unknown
  const probe = compile('0')
  probe.assign(Symbol.for('jsonata.__evaluate_entry'), (_node: Node, _input: unknown, frame: Frame) => {
    found = frame.lookup(name)
  })
  void probe.evaluate(undefined, {})
  return found as Builtin
}
