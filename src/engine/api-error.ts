/** An error of the Step Functions API. `name` is sent as `__type` and becomes the class of the SDK's exception. */
export class ApiError extends Error {
  override readonly name: string
  /** Further members of the exception, such as the `reason` of a ValidationException. */
  readonly details: Readonly<Record<string, string>>
  constructor(name: string, message: string, details: Readonly<Record<string, string>> = {}) {
    super(message)
    this.name = name
    this.details = details
  }
}
