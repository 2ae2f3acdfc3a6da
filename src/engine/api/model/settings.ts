import type { z } from 'zod'
import { ApiError } from '../../api-error.ts'
import type { EncryptionConfiguration, LoggingConfiguration } from '../../store/registry.ts'
import type * as fields from './fields.ts'

/** @throws ApiError InvalidArn where the text cannot be the ARN of a role */
export const checkRole = (roleArn: string): void => {
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(roleArn))
    throw new ApiError('InvalidArn', `Invalid Role Arn: '${roleArn}'`)
}

/**
 * The logging configuration as it is described afterwards. Whether the log group exists is not checked: an engine has none.
 * @throws ApiError InvalidLoggingConfiguration unless something that is logged has exactly one place to go
 */
export const checkLogging = (given: z.output<typeof fields.loggingConfiguration> = {}): LoggingConfiguration => {
  const { level = 'OFF', includeExecutionData = false, destinations } = given
  if (level !== 'OFF' && destinations?.length !== 1)
    throw new ApiError(
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    )
  return { level, includeExecutionData, ...(destinations && { destinations }) }
}

/** @throws ApiError InvalidEncryptionConfiguration where a key of the customer's is asked for and not named */
export const checkEncryption = (given: EncryptionConfiguration | undefined): EncryptionConfiguration | undefined => {
  if (given?.type === 'CUSTOMER_MANAGED_KMS_KEY' && given.kmsKeyId === undefined)
    throw new ApiError(
      'InvalidEncryptionConfiguration',
      'Invalid Encryption Configuration: A kmsKeyId must be specified for a CUSTOMER_MANAGED_KMS_KEY.',
    )
  return given
}

/** @throws ApiError ValidationException where a version is described that is not published */
export const checkPublication = (publish: boolean, versionDescription: string | undefined): void => {
  if (versionDescription !== undefined && !publish)
    throw new ApiError('ValidationException', 'Version description can only be set when publish is true')
}
