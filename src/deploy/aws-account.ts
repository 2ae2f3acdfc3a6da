import { type AwsEnvironment, awsEnvironment } from '../arn.ts'

/** The region and account that names become ARNs of. */
export interface AwsAccount {
  readonly region: string
  /** 12 digits. */
  readonly accountId: string
  /** Default: that of the region, `aws` for most. */
  readonly partition?: string
}

/** CloudFormation's pseudo parameters in place of a region and an account: the stack that uses the result has its own. */
export const stackAccount: AwsEnvironment = {
  partition: '${AWS::Partition}',
  region: '${AWS::Region}',
  accountId: '${AWS::AccountId}',
}

/** {@link stackAccount} without colons, so that ARNs can be read. */
export const placeholderAccount: AwsEnvironment = {
  partition: '${AWSPartition}',
  region: '${AWSRegion}',
  accountId: '${AWSAccountId}',
}

export const toEnvironment = ({ region, accountId, partition }: AwsAccount): AwsEnvironment => ({
  ...awsEnvironment(region, accountId),
  ...(partition !== undefined && { partition }),
})
