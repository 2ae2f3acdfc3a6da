import { isDeepStrictEqual } from 'node:util'
import type {
  DescribeStateMachineOutput,
  EncryptionConfiguration,
  LoggingConfiguration,
  LogLevel,
  StateMachineType,
} from '@aws-sdk/client-sfn'
import { isJsonObject } from '../json.ts'
import {
  amountCheck,
  assertOptions,
  booleanCheck,
  type OptionCheck,
  type OptionChecks,
  oneOfCheck,
  required,
  stringCheck,
} from '../options.ts'
import type { PublishOptions } from './publish.ts'

/** What a state machine has besides its definition. What is not given stays as it is on the deployed machine. */
export interface StateMachineOptions extends PublishOptions {
  /** Default `'STANDARD'`. AWS never changes the type of a machine. */
  readonly type?: StateMachineType
  /** The IAM role that the machine acts as; by default the instance's. */
  readonly roleArn?: string
  /** All of the machine's tags: others are removed, but those of AWS (`aws:…`). */
  readonly tags?: Readonly<Record<string, string>>
  readonly logging?: Logging
  /** Whether AWS X-Ray traces the executions. */
  readonly tracing?: boolean
  /** A customer managed KMS key; `null` for the key of AWS. */
  readonly encryption?: Encryption | null
}

export interface Encryption {
  /** The key's ARN, id or alias. */
  readonly kmsKeyId: string
  /** For how long Step Functions uses one data key, 60 to 900 seconds. AWS's default is 300. */
  readonly reuseSeconds?: number
}

export interface Logging {
  readonly level: LogLevel
  /** Whether inputs and outputs are logged. Default false. */
  readonly includeExecutionData?: boolean
  /** The ARN of a CloudWatch log group. */
  readonly logGroupArn?: string
}

const isTags: OptionCheck = {
  expected: 'an object of texts, such as { team: "orders" }',
  fits: (tags: unknown) => isJsonObject(tags) && Object.values(tags).every((value) => typeof value === 'string'),
}

/** Checked by itself, its own options too. */
const isObject: OptionCheck = { expected: 'an object', fits: isJsonObject }

const checks: OptionChecks<StateMachineOptions> = {
  type: oneOfCheck('STANDARD', 'EXPRESS'),
  roleArn: stringCheck('the ARN of a role'),
  tags: isTags,
  logging: isObject,
  tracing: booleanCheck,
  encryption: { expected: 'an object, or null', fits: (key: unknown) => key === null || isJsonObject(key) },
  publish: booleanCheck,
  alias: stringCheck('a name'),
}

const loggingChecks: OptionChecks<Logging> = {
  level: required(oneOfCheck('ALL', 'ERROR', 'FATAL', 'OFF')),
  includeExecutionData: booleanCheck,
  logGroupArn: stringCheck('the ARN of a log group'),
}

const encryptionChecks: OptionChecks<Encryption> = {
  kmsKeyId: required(stringCheck("a key's ARN, id or alias")),
  reuseSeconds: amountCheck('seconds'),
}

/** @throws TypeError that names the option that is missing, unknown or not what it should be. */
export const assertSettings = (options: StateMachineOptions): void => {
  assertOptions('options', options, checks)
  const { logging, encryption } = options
  if (logging !== undefined) assertOptions('options.logging', logging, loggingChecks)
  if (encryption) assertOptions('options.encryption', encryption, encryptionChecks)
}

/** The options as CreateStateMachine and UpdateStateMachine take them. */
export const settings = ({ roleArn, logging, tracing, encryption }: StateMachineOptions) => ({
  roleArn,
  loggingConfiguration: logging && loggingConfiguration(logging),
  tracingConfiguration: tracing === undefined ? undefined : { enabled: tracing },
  encryptionConfiguration: encryption === undefined ? undefined : encryptionConfiguration(encryption),
})

type Settings = ReturnType<typeof settings>

/** Those of the wanted fields that differ from the deployed machine's. Definitions are compared as data. */
export const changes = (
  present: Omit<DescribeStateMachineOutput, 'stateMachineArn'>,
  wanted: Settings & { readonly definition: string },
): Partial<typeof wanted> => {
  const { definition, ...others } = wanted
  const changed = Object.entries(others).filter(([key, value]) => !includes(present[key as keyof Settings], value))
  const redefined = !isDeepStrictEqual(parse(present.definition), parse(definition))
  return { ...(redefined && { definition }), ...Object.fromEntries(changed) }
}

/** AWS wants the ARN to cover the group's streams. */
const loggingConfiguration = ({ level, includeExecutionData = false, logGroupArn }: Logging) => ({
  level,
  includeExecutionData,
  ...(logGroupArn && {
    destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logGroupArn.replace(/(?<!:\*)$/, ':*') } }],
  }),
})

/** The inverse of {@link loggingConfiguration}. */
export const readLogging = ({
  level = 'OFF',
  includeExecutionData = false,
  destinations,
}: LoggingConfiguration): Logging => {
  const logGroupArn = destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.replace(/:\*$/, '')
  return { level, includeExecutionData, ...(logGroupArn !== undefined && { logGroupArn }) }
}

const encryptionConfiguration = (key: Encryption | null) =>
  key
    ? ({
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: key.kmsKeyId,
        kmsDataKeyReusePeriodSeconds: key.reuseSeconds,
      } as const)
    : ({ type: 'AWS_OWNED_KEY' } as const)

/** The inverse of {@link encryptionConfiguration}. */
export const readEncryption = (configuration: EncryptionConfiguration | undefined): Encryption | null => {
  const { kmsKeyId, kmsDataKeyReusePeriodSeconds: reuseSeconds } = configuration ?? {}
  return kmsKeyId === undefined ? null : { kmsKeyId, ...(reuseSeconds !== undefined && { reuseSeconds }) }
}

/** Whether all that is wanted is there; AWS adds its defaults to what was given. */
const includes = (present: unknown, wanted: unknown): boolean => {
  if (wanted === undefined) return true
  if (!isJsonObject(wanted) || !isJsonObject(present)) return isDeepStrictEqual(present, wanted)
  return Object.entries(wanted).every(([key, value]) => includes(present[key], value))
}

/** A definition that cannot be read (AWS withholds an encrypted one) equals none. */
const parse = (definition: string | undefined): unknown => {
  try {
    return JSON.parse(definition ?? '')
  } catch {
    return undefined
  }
}
