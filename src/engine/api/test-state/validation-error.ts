import { ApiError } from '../../api-error.ts'

/** The error of a request of TestState whose members do not fit each other. */
export const validationError = (message: string): ApiError => new ApiError('ValidationException', message)
