import { type AwsEnvironment, awsEnvironment } from '../arn.ts'
import { assertValue, required, stringCheck } from '../options.ts'

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

/** @throws TypeError if the region or the account is missing: ARNs would have `undefined` in their place. */
export const toEnvironment = ({ region, accountId, partition }: AwsAccount): AwsEnvironment => {
  assertValue('account.region', region, required(stringCheck('a region, such as "us-east-1"', isNotEmpty)))
  assertValue('account.accountId', accountId, required(stringCheck('a string of 12 digits', isNotEmpty)))
  return { ...awsEnvironment(region, accountId), ...(partition !== undefined && { partition }) }
}

const isNotEmpty = (text: string): boolean => text !== ''
