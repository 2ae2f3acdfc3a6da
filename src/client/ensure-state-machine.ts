import { createOrUpdate, type EnsuredStateMachine } from './create-or-update.ts'
import { engineKind } from './engine-kind.ts'
import { pollDelays } from './poll-delays.ts'
import { type NamedDefinition, prepareStateMachine } from './prepare-state-machine.ts'
import { rejectedDefinition } from './rejected-definition.ts'
import type { Session } from './session.ts'
import { assertStateMachineOptions, type StateMachineOptions } from './state-machine-options.ts'

/**
 * Registers the activities of a definition, then creates the state machine, or updates it if it differs. If nothing has changed,
 * this costs one DescribeStateMachine call, and one ListTagsForResource call if tags are given.
 * Waits while a state machine of that name is being deleted (5 minutes at most) and until a new role is visible (30 s at most).
 * @throws DefinitionError if the definition is not valid, before anything is sent, or if AWS rejects it (AWS's exception is
 * the `cause`); TypeError for a wrong option; Error if a new state machine on AWS has no role, or if the type would change.
 */
export const ensureStateMachine = async (
  session: Session,
  named: NamedDefinition,
  options: StateMachineOptions = {},
): Promise<EnsuredStateMachine> => {
  assertStateMachineOptions(options)
  const prepared = await prepareStateMachine(session, named, options)
  const start = session.system.now()
  const delays = pollDelays()
  while (true) {
    try {
      return await createOrUpdate(session, prepared, options)
    } catch (error) {
      if (error instanceof Error && error.name === 'InvalidDefinition') {
        const asl: unknown = JSON.parse(prepared.definition)
        throw rejectedDefinition(error, { definition: named.definition, asl, engine: await engineKind(session) })
      }
      if (session.system.now() - start >= retriedForMs(error)) throw error
    }
    await session.system.sleep(delays.next().value)
  }
}

/** For how many milliseconds an error is retried: a deletion ends, a new role spreads through IAM, another deployment ends. */
const retriedForMs = (error: unknown): number => {
  if (!(error instanceof Error)) return 0
  if (error.name === 'StateMachineDeleting') return 300_000
  if (/authorized to (assume the provided role|access the Log Destination)/i.test(error.message)) return 30_000
  return error.name === 'StateMachineAlreadyExists' || error.name === 'ConflictException' ? 10_000 : 0
}
