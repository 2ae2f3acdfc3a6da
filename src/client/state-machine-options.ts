import type { LogLevel, StateMachineType } from '@aws-sdk/client-sfn'
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
import type { PublishOptions } from './publish-deployed.ts'

/** The settings of a state machine besides its definition. A setting that is not given stays as it is on the deployed one. */
export interface StateMachineOptions extends PublishOptions {
  /** Default `'STANDARD'`. AWS never changes the type of a state machine. */
  readonly type?: StateMachineType
  /** The IAM role that the state machine assumes. Default: the `roleArn` of the instance. */
  readonly roleArn?: string
  /**
   * `'infer'` creates and updates a role with the least permissions that the definition needs, by `@aws-sdk/client-iam`. An engine other than
   * AWS needs no role. It excludes `roleArn`.
   */
  readonly role?: 'infer'
  /** All tags of the state machine. Tags that are not listed are removed, except AWS's own (`aws:…`). */
  readonly tags?: Readonly<Record<string, string>>
  readonly logging?: Logging
  /** True if AWS X-Ray traces the executions. */
  readonly tracing?: boolean
  /** A customer managed KMS key; `null` for AWS's own key. */
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
  /** True if inputs and outputs are logged. Default false. */
  readonly includeExecutionData?: boolean
  /** The ARN of a CloudWatch log group. */
  readonly logGroupArn?: string
}

const isTags: OptionCheck = {
  expected: 'an object of strings, such as { team: "orders" }',
  fits: (tags: unknown) => isJsonObject(tags) && Object.values(tags).every((value) => typeof value === 'string'),
}

/** An object whose members have checks of their own. */
const isObject: OptionCheck = { expected: 'an object', fits: isJsonObject }

const checks: OptionChecks<StateMachineOptions> = {
  type: oneOfCheck('STANDARD', 'EXPRESS'),
  roleArn: stringCheck('the ARN of a role'),
  role: oneOfCheck('infer'),
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

/** @throws TypeError that names the option that is missing, unknown or has a wrong value. */
export const assertStateMachineOptions = (options: StateMachineOptions): void => {
  assertOptions('options', options, checks)
  const { logging, encryption, role, roleArn } = options
  if (role !== undefined && roleArn !== undefined)
    throw new TypeError("options.role and options.roleArn exclude each other: 'infer' creates a role")
  if (logging !== undefined) assertOptions('options.logging', logging, loggingChecks)
  if (encryption) assertOptions('options.encryption', encryption, encryptionChecks)
}
