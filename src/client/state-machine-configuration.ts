import { isDeepStrictEqual } from 'node:util'
import type { DescribeStateMachineOutput, EncryptionConfiguration, LoggingConfiguration } from '@aws-sdk/client-sfn'
import { isJsonObject } from '../json.ts'
import type { Encryption, Logging, StateMachineOptions } from './state-machine-options.ts'

/** Converts the options to the fields of CreateStateMachine and UpdateStateMachine. */
export const toConfiguration = ({ roleArn, logging, tracing, encryption }: StateMachineOptions) => ({
  roleArn,
  loggingConfiguration: logging && toLoggingConfiguration(logging),
  tracingConfiguration: tracing === undefined ? undefined : { enabled: tracing },
  encryptionConfiguration: encryption === undefined ? undefined : toEncryptionConfiguration(encryption),
})

type StateMachineConfiguration = ReturnType<typeof toConfiguration>

/** Returns the wanted fields that differ from those of the deployed state machine. Definitions are compared as data. */
export const changedFields = (
  present: Omit<DescribeStateMachineOutput, 'stateMachineArn'>,
  wanted: StateMachineConfiguration & { readonly definition: string },
): Partial<typeof wanted> => {
  const { definition, ...others } = wanted
  const changed = Object.entries(others).filter(
    ([key, value]) => !includes(present[key as keyof StateMachineConfiguration], value),
  )
  const isRedefined = !isDeepStrictEqual(parse(present.definition), parse(definition))
  return { ...(isRedefined && { definition }), ...Object.fromEntries(changed) }
}

/** AWS requires an ARN that covers the streams of the log group. */
const toLoggingConfiguration = ({ level, includeExecutionData = false, logGroupArn }: Logging) => ({
  level,
  includeExecutionData,
  ...(logGroupArn && {
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroupArn.replace(/(?<!:\*)$/, ':*') } }],
  }),
})

/** The inverse of {@link toLoggingConfiguration}. */
export const toLogging = ({
  level = 'OFF',
  includeExecutionData = false,
  destinations,
}: LoggingConfiguration): Logging => {
  const logGroupArn = destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.replace(/:\*$/, '')
  return { level, includeExecutionData, ...(logGroupArn !== undefined && { logGroupArn }) }
}

const toEncryptionConfiguration = (key: Encryption | null) =>
  key
    ? ({
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: key.kmsKeyId,
        kmsDataKeyReusePeriodSeconds: key.reuseSeconds,
      } as const)
    : ({ type: 'AWS_OWNED_KEY' } as const)

/** The inverse of {@link toEncryptionConfiguration}. */
export const toEncryption = (configuration: EncryptionConfiguration | undefined): Encryption | null => {
  const { kmsKeyId, kmsDataKeyReusePeriodSeconds: reuseSeconds } = configuration ?? {}
  return kmsKeyId === undefined ? null : { kmsKeyId, ...(reuseSeconds !== undefined && { reuseSeconds }) }
}

/** Returns whether `present` has everything that is wanted; it may have more, because AWS adds defaults. */
const includes = (present: unknown, wanted: unknown): boolean => {
  if (wanted === undefined) return true
  if (!isJsonObject(wanted) || !isJsonObject(present)) return isDeepStrictEqual(present, wanted)
  return Object.entries(wanted).every(([key, value]) => includes(present[key], value))
}

/** Parses a definition; `undefined` if AWS withholds it, as it may for an encrypted one. */
const parse = (definition: string | undefined): unknown => {
  try {
    return JSON.parse(definition ?? '')
  } catch {
    return undefined
  }
}
