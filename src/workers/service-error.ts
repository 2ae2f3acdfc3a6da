/**
 * The reaction of a worker to an error of the service: it repeats the call (`retry`), drops the task (`gone`), fails the task instead
 * (`refused`), creates the activity (`missing`), or reports it (`denied`).
 */
export type Reaction = 'retry' | 'gone' | 'refused' | 'missing' | 'denied'

const byName: Readonly<Record<string, Reaction>> = {
  ActivityDoesNotExist: 'missing',
  TaskTimedOut: 'gone',
  TaskDoesNotExist: 'gone',
  InvalidToken: 'gone',
  InvalidOutput: 'refused',
  ValidationException: 'refused',
  // Transient, although their status is that of a wrong request.
  ThrottlingException: 'retry',
  Throttling: 'retry',
  RequestLimitExceeded: 'retry',
  RequestTimeout: 'retry',
  RequestExpired: 'retry',
  RequestTimeTooSkewed: 'retry',
  InvalidSignatureException: 'retry',
  ExpiredTokenException: 'retry',
}

/** An error without a status is transient: a failure of the network, a timeout, or credentials that are not ready yet. */
export const reactionTo = (error: unknown): Reaction => {
  const { name, statusCode } = serviceError(error)
  return byName[name] ?? (statusCode === undefined || statusCode === 429 || statusCode >= 500 ? 'retry' : 'denied')
}

/** The name, message and HTTP status of an error of the AWS SDK; of any other value, the ones that it has. */
export const serviceError = (error: unknown): { name: string; message: string; statusCode: number | undefined } => {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), statusCode: undefined }
  const { $metadata } = error as { $metadata?: { httpStatusCode?: number } }
  return {
    name: error.name,
    message: error.message,
    statusCode: $metadata?.httpStatusCode,
  }
}
