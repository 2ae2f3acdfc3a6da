/** A string that is not a path, intrinsic, template or JSONata expression. `column` counts characters from 0. */
export class ExpressionSyntaxError extends Error {
  override readonly name = 'ExpressionSyntaxError'
  readonly column: number | undefined
  constructor(message: string, column?: number) {
    super(message)
    this.column = column
  }
}

/** An expression that could not be evaluated on the values it was given. `message` is AWS's message, without the state's prefix. */
export class EvaluationFailure extends Error {
  override readonly name = 'EvaluationFailure'
  /** The ASL error name: `States.Runtime`, `States.QueryEvaluationError`, … */
  readonly error: string
  /** The field whose expression failed, relative to its state: `Output/a/b[0]`. Only JSONata failures have one. */
  readonly location: string | undefined
  constructor(error: string, message: string, location?: string) {
    super(message)
    this.error = error
    this.location = location
  }
}
