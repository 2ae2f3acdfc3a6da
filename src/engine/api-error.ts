/** A refusal as Step Functions words it: `name` travels as `__type`, and becomes the class of the SDK's exception. */
export class ApiError extends Error {
  override readonly name: string
  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}
