import type { AwsEnvironment } from '../../arn.ts'
import type { AwsServices } from '../aws-services.ts'
import { ownTags } from '../ownership.ts'
import type { ExecutableStep } from './step.ts'

/** The log group of a state machine. A name under this prefix keeps the resource policy of the log group short (developer guide). */
export const logGroupName = (awsName: string): string => `/aws/vendedlogs/states/${awsName}-Logs`

export const logGroupArn = ({ partition, region, accountId }: AwsEnvironment, awsName: string): string =>
  `arn:${partition}:logs:${region}:${accountId}:log-group:${logGroupName(awsName)}`

/** Creates the log group of a state machine, if it does not exist. */
export const logGroupStep = async (logs: AwsServices['logs'], awsName: string): Promise<ExecutableStep> => {
  const name = logGroupName(awsName)
  const { logGroups = [] } = await logs('DescribeLogGroups', { logGroupNamePrefix: name })
  return {
    resource: 'log group',
    name,
    action: logGroups.some((group) => group.logGroupName === name) ? 'unchanged' : 'create',
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
