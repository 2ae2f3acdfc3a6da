import { DefinitionError } from '../errors.ts'
import { compileMachine, type NamedDefinition } from './compiled-machine.ts'
import { deploy, type EnsuredStateMachine } from './deploy.ts'
import { pollDelays } from './patience.ts'
import type { Session } from './session.ts'
import { assertSettings, type StateMachineOptions } from './settings.ts'

/**
 * Makes the deployed state machine what the definition and the options say: registers its activities, then creates or
 * updates it. One that is all that already costs a DescribeStateMachine (and a ListTagsForResource where tags are given).
 * Waits for a machine of that name to be deleted (5 minutes at most) and for a new role to be visible (30 s).
 * @throws DefinitionError where the definition is not valid, before anything is sent, or where AWS refuses it (AWS's
 * exception is its `cause`); TypeError for a wrong option; Error where a new machine on AWS has no role, or an old one would change its
 * type.
 */
export const ensureStateMachine = async (
  session: Session,
  named: NamedDefinition,
  options: StateMachineOptions = {},
): Promise<EnsuredStateMachine> => {
  assertSettings(options)
  const machine = await compileMachine(session, named, options)
  const start = session.system.now()
  const delays = pollDelays()
  while (true) {
    try {
      return await deploy(session, machine, options)
    } catch (error) {
      if (session.system.now() - start >= patience(error)) throw explained(error)
    }
    await session.system.sleep(delays.next().value)
  }
}

/** For how many milliseconds a refusal may pass: a deletion ends, a new role spreads through IAM, another deployment is done. */
const patience = (error: unknown): number => {
  if (!(error instanceof Error)) return 0
  if (error.name === 'StateMachineDeleting') return 300_000
  if (/authorized to (assume the provided role|access the Log Destination)/i.test(error.message)) return 30_000
  return error.name === 'StateMachineAlreadyExists' || error.name === 'ConflictException' ? 10_000 : 0
}

/** AWS's finding about a definition as ours; every other error as it is. */
const explained = (error: unknown): unknown => {
  if (!(error instanceof Error) || error.name !== 'InvalidDefinition') return error
  const message = `AWS refuses the definition: ${error.message}`
  const issue = { path: [], code: 'INVALID_DEFINITION', message, severity: 'error' } as const
  return new DefinitionError([issue], { cause: error })
}
