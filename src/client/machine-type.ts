import type { StateMachineType } from '@aws-sdk/client-sfn'
import { describe } from './describe-state-machine.ts'
import type { Session } from './session.ts'

/** The type of a state machine, asked for once: AWS never changes it. */
export const machineType = async (session: Session, qualifiedArn: string): Promise<StateMachineType> => {
  const arn = withoutQualifier(qualifiedArn)
  return session.facts.types.get(arn) ?? (await describe(session, arn)).type
}

/** The machine that the ARN of a version or an alias belongs to. */
const withoutQualifier = (arn: string): string => arn.split(':').slice(0, 7).join(':')
