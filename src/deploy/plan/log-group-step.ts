import type { AwsEnvironment } from '../../arn.ts'
import type { AwsServices } from '../aws-services.ts'
import { isOwn, ownTags } from '../ownership.ts'
import type { ExecutableStep } from './step.ts'

/** The log group of a state machine. A name under this prefix keeps the resource policy of the log group short (developer guide). */
export const logGroupName = (awsName: string): string => `/aws/vendedlogs/states/${awsName}-Logs`

export const logGroupArn = ({ partition, region, accountId }: AwsEnvironment, awsName: string): string =>
  `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName(awsName)}`

/** Creates the log group of a state machine, if it does not exist. */
export const logGroupStep = async (logs: AwsServices['logs'], awsName: string): Promise<ExecutableStep> => {
  const name = logGroupName(awsName)
  return {
    resource: 'log group',
    name,
    action: (await isPresent(logs, name)) ? 'unchanged' : 'create',
    changes: [],
    execute: async () => {
      try {
        await logs('CreateLogGroup', { logGroupName: name, tags: ownTags })
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'ResourceAlreadyExistsException') throw error
      }
    },
  }
}

/** Deletes the log group of a state machine. Returns false if no deployment created it. */
export const deleteLogGroup = async (
  logs: AwsServices['logs'],
  environment: AwsEnvironment,
  awsName: string,
): Promise<boolean> => {
  const name = logGroupName(awsName)
  if (!(await isPresent(logs, name))) return false
  const { tags = {} } = await logs('ListTagsForResource', { resourceArn: logGroupArn(environment, awsName) })
  if (!isOwn(tags)) return false
  await logs('DeleteLogGroup', { logGroupName: name })
  return true
}

const isPresent = async (logs: AwsServices['logs'], name: string): Promise<boolean> => {
  const { logGroups = [] } = await logs('DescribeLogGroups', { logGroupNamePrefix: name })
  return logGroups.some(({ logGroupName: found }) => found === name)
}
