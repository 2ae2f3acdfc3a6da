import type { AnyNode, CallExpression } from 'acorn'
import type { Code } from './code.ts'
import type { ExpressionContext } from './context.ts'

/** A call of a method. */
export interface MethodCall {
  readonly receiver: Code
  readonly args: readonly AnyNode[]
  readonly node: CallExpression
}

/** The translation of a method of strings or arrays. */
export type Method = (context: ExpressionContext, call: MethodCall) => Code
