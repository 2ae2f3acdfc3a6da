import { ExpressionSyntaxError } from '../failure.ts'
import { TOO_DEEP } from './bounds.ts'
import { type CompiledJsonata, compileWithLibrary } from './engine.ts'

const fieldOf = (error: unknown, field: 'message' | 'position'): unknown =>
  typeof error === 'object' && error !== null && field in error ? (error as Record<string, unknown>)[field] : undefined

/**
 * Compiles a JSONata expression.
 * @throws ExpressionSyntaxError with jsonata's message, for any other string
 */
export const compileExpression = (source: string): CompiledJsonata => {
  try {
    return compileWithLibrary(source)
  } catch (error) {
    // AWS's own text for an expression that its parser cannot read is not known.
    if (error instanceof RangeError) throw new ExpressionSyntaxError(TOO_DEEP)
    const position = fieldOf(error, 'position')
    const column = typeof position === 'number' ? position : undefined
    throw new ExpressionSyntaxError(String(fieldOf(error, 'message') ?? error), column)
  }
}
