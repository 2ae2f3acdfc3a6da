import type { S3Client } from '@aws-sdk/client-s3'
import type { SFNClient } from '@aws-sdk/client-sfn'
import { bindStepwise } from './bind-stepwise.ts'
import { createSession } from './client/session.ts'
import { s3Store } from './offload/s3-store.ts'
import { assertOptions, methodsCheck, type OptionChecks, stringCheck } from './options.ts'
import type { Stepwise } from './stepwise.ts'
import { activityClient } from './workers/activity-client.ts'
import { type Logger, loggerCheck } from './workers/logger.ts'

export interface StepwiseOptions {
  /** Default: a client from the SDK's own chain (environment, profile, `AWS_ENDPOINT_URL_SFN`). */
  readonly sfn?: SFNClient
  /** The client for offloaded values. Default: a client from the SDK's own chain. */
  readonly s3?: S3Client
  /** The IAM role of new state machines. Its ARN contains the account, so names resolve to ARNs without a request. */
  readonly roleArn?: string
  /** The workers' logger. Default: warnings and errors go to the console. */
  readonly logger?: Logger
}

const checks: OptionChecks<StepwiseOptions> = {
  sfn: methodsCheck('an SFNClient', 'send'),
  s3: methodsCheck('an S3Client', 'send'),
  roleArn: stringCheck('the ARN of a role'),
  logger: loggerCheck,
}

/**
 * Creates the functions of Step Functions on the given clients. A client that is not given is created by the SDK's own chain, at
 * the first call that needs it.
 * @throws TypeError for a wrong option.
 *
 * @example
 * const { startExecution } = createStepwise({ sfn, s3 })
 * await startExecution('orders', { input: { item: 'book' } })
 */
export const createStepwise = (options: StepwiseOptions = {}): Stepwise => {
  assertOptions('options', options, checks)
  const { sfn, s3, roleArn, logger } = options
  const session = createSession({ sfn, roleArn })
  const client = activityClient(async () => (await session.connect()).sfn)
  return bindStepwise(session, { client, objects: s3Store(s3 ?? defaultS3), logger })
}

const defaultS3 = async (): Promise<S3Client> => new (await import('@aws-sdk/client-s3')).S3Client({})
