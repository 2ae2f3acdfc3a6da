/**
 * An error that ends a function, and the state machine that is compiled from it, with a name and a cause: a Fail state.
 *
 * @example
 * const definition = compile(async ({ price }) => {
 *   if (price > 100) throw new Fail('OrderRejected', 'out of range')
 * })
 * expect((await simulate(definition, { input: { price: 101 } })).error).toBe('OrderRejected')
 */
export class Fail extends Error {
  /** The name of the error, in `catch` and of the execution. */
  readonly error: string
  override readonly cause: string | undefined
  constructor(error: string, cause?: string) {
    super(cause ?? error)
    this.name = error
    this.error = error
    this.cause = cause
  }
}
