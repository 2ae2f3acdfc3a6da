import type { StateMachineType } from '@aws-sdk/client-sfn'
import { unqualifiedArn } from '../arn.ts'
import { describe } from './describe-state-machine.ts'
import type { Session } from './session.ts'

/** The type of a state machine, asked for once: AWS never changes it. */
export const machineType = async (session: Session, qualifiedArn: string): Promise<StateMachineType> => {
  const arn = unqualifiedArn(qualifiedArn)
  return session.facts.types.get(arn) ?? (await describe(session, arn)).type
}
