import type { z } from 'zod'
import { ApiError } from '../../api-error.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { andThen, type Maybe } from '../../interpreter/program/maybe.ts'
import { logGroupOf } from '../../logs/logged-history.ts'
import type {
  EncryptionConfiguration,
  LoggingConfiguration,
  StateMachineSettings,
} from '../../store/state-machine-record.ts'
import type * as fields from './fields.ts'

/** @throws ApiError InvalidArn if the string is not the ARN of a role */
export const checkRole = (roleArn: string): void => {
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+/.test(roleArn))
    throw new ApiError('InvalidArn', `Invalid Role Arn: '${roleArn}'`)
}

/**
 * A logging configuration with its defaults.
 * @throws ApiError InvalidLoggingConfiguration if something is logged, but not to exactly one destination
 */
const toLoggingConfiguration = (given: z.output<typeof fields.loggingConfiguration> = {}): LoggingConfiguration => {
  const { level = 'OFF', includeExecutionData = false, destinations } = given
  if (level !== 'OFF' && destinations?.length !== 1)
    throw new ApiError(
      'InvalidLoggingConfiguration',
      'Invalid Logging Configuration: Must specify exactly one Log Destination.',
    )
  return { level, includeExecutionData, ...(destinations && { destinations }) }
}

/**
 * Checks that the log group of the settings exists, if that can be known.
 * @throws ApiError InvalidLoggingConfiguration
 */
export const checkLogGroup = (
  { loggingConfiguration }: StateMachineSettings,
  { logs }: Pick<EngineDeps, 'logs'>,
): Maybe<void> => {
  const logGroupArn = logGroupOf(loggingConfiguration)
  return andThen(logGroupArn === undefined ? undefined : logs?.hasLogGroup(logGroupArn), (exists) => {
    if (exists === false)
      throw new ApiError('InvalidLoggingConfiguration', 'Invalid Logging Configuration: Log Destination not found.')
  })
}

/** @throws ApiError InvalidEncryptionConfiguration if a customer managed key has no id */
export const checkEncryption = (given: EncryptionConfiguration | undefined): void => {
  if (given?.type === 'CUSTOMER_MANAGED_KMS_KEY' && given.kmsKeyId === undefined)
    throw new ApiError(
      'InvalidEncryptionConfiguration',
      'Invalid Encryption Configuration: A kmsKeyId must be specified for a CUSTOMER_MANAGED_KMS_KEY.',
    )
}

/** @throws ApiError ValidationException if there is a description of a version that is not published */
export const checkPublication = (publish: boolean, versionDescription: string | undefined): void => {
  if (versionDescription !== undefined && !publish)
    throw new ApiError('ValidationException', 'Version description can only be set when publish is true')
}

/** The settings in the input of CreateStateMachine or UpdateStateMachine. */
interface SettingsInput {
  readonly definition?: string | undefined
  readonly roleArn?: string | undefined
  readonly loggingConfiguration?: z.output<typeof fields.loggingConfiguration> | undefined
  readonly tracingConfiguration?: z.output<typeof fields.tracingConfiguration> | undefined
  readonly encryptionConfiguration?: EncryptionConfiguration | undefined
}

/**
 * The settings that an input gives; settings that it does not give are taken from `current`.
 * @throws ApiError InvalidArn, InvalidLoggingConfiguration, InvalidEncryptionConfiguration
 */
export const readSettings = (
  input: SettingsInput,
  current: Pick<StateMachineSettings, 'definition' | 'roleArn'> & Partial<StateMachineSettings>,
): StateMachineSettings => {
  const { definition = current.definition, roleArn = current.roleArn } = input
  const { loggingConfiguration, tracingConfiguration, encryptionConfiguration } = input
  checkRole(roleArn)
  checkEncryption(encryptionConfiguration)
  return {
    definition,
    roleArn,
    loggingConfiguration:
      (!loggingConfiguration && current.loggingConfiguration) || toLoggingConfiguration(loggingConfiguration),
    tracingConfiguration: { enabled: tracingConfiguration?.enabled ?? current.tracingConfiguration?.enabled ?? false },
    encryptionConfiguration: encryptionConfiguration ?? current.encryptionConfiguration ?? { type: 'AWS_OWNED_KEY' },
  }
}
