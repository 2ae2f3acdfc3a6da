import { engineKind } from './engine-kind.ts'
import type { Session } from './session.ts'

/**
 * Checks that a new state machine has a role. Only AWS requires one: an engine at an endpoint of its own accepts any role.
 * @throws Error if it has none and the client sends to AWS.
 */
export const assertRole = async (session: Session, stateMachineName: string, roleArn?: string): Promise<void> => {
  if (roleArn ?? session.roleArn) return
  if ((await engineKind(session)) !== 'aws') return
  throw new Error(
    `state machine "${stateMachineName}" has no role, and AWS requires one: pass roleArn to ensureStateMachine or ` +
      'createStepwise, the ARN of an IAM role that states.amazonaws.com may assume',
  )
}
