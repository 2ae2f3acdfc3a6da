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
  /** The name that `catch` and the execution see. */
  readonly error: string
  override readonly cause: string | undefined
  constructor(error: string, cause?: string) {
    super(cause ?? error)
    this.name = error
    this.error = error
    this.cause = cause
  }
}
