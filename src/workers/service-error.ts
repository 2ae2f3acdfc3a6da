/** How a worker reacts to an error of the service: by trying again, by letting go of the task, or by failing it instead. */
export type Reaction = 'retry' | 'gone' | 'refused' | 'missing' | 'denied'

const byName: Readonly<Record<string, Reaction>> = {
  ActivityDoesNotExist: 'missing',
  TaskTimedOut: 'gone',
  TaskDoesNotExist: 'gone',
  InvalidToken: 'gone',
  InvalidOutput: 'refused',
  ValidationException: 'refused',
  // What passes although its status says that the request was wrong.
  ThrottlingException: 'retry',
  Throttling: 'retry',
  RequestLimitExceeded: 'retry',
  RequestTimeout: 'retry',
  RequestExpired: 'retry',
  RequestTimeTooSkewed: 'retry',
  InvalidSignatureException: 'retry',
  ExpiredTokenException: 'retry',
}

/** An error without a status never reached the service or lost its answer: the network, a timeout, credentials on their way. */
export const reactionTo = (error: unknown): Reaction => {
  const { name, statusCode } = serviceError(error)
  return byName[name] ?? (statusCode === undefined || statusCode === 429 || statusCode >= 500 ? 'retry' : 'denied')
}

/** What the AWS SDK tells about an error, and what can be said of any other. */
export const serviceError = (error: unknown): { name: string; message: string; statusCode: number | undefined } => {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), statusCode: undefined }
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return {
    name: error.name,
    message: error.message,
    statusCode: $metadata?.httpStatusCode,
  }
}
