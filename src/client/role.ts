import type { AwsEnvironment } from '../arn.ts'
import { hasOwnEndpoint } from './endpoint.ts'
import type { Session } from './session.ts'

/**
 * The role for a new state machine. An engine at an endpoint of its own takes any; AWS does not.
 * @throws Error on AWS where none is given.
 */
export const roleForNew = async (
  session: Session,
  name: string,
  environment: AwsEnvironment,
  roleArn?: string,
): Promise<string> => {
  const given = roleArn ?? session.roleArn
  if (given) return given
  if (await hasOwnEndpoint(await session.connect()))
    return `arn:${environment.partition}:iam::${environment.accountId}:role/StepwiseStatesExecution`
  throw new Error(
    `state machine "${name}" needs a role on AWS: pass roleArn to ensureStateMachine or createStepwise, ` +
      'the ARN of an IAM role that states.amazonaws.com may assume',
  )
}
