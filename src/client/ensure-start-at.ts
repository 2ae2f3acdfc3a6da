import { createHash } from 'node:crypto'
import { startingAt } from '../dsl/starting-at.ts'
import type { Asl } from '../sugar/desugar.ts'
import { fetchStateMachine, type StateMachineOutput } from './describe-state-machine.ts'
import { ensureStateMachine } from './ensure-state-machine.ts'
import type { Session } from './session.ts'
import { toEncryption, toLogging } from './state-machine-configuration.ts'

/** The longest name of a state machine (Step Functions quotas). */
const MAX_NAME = 80

/** The settings of a deployed state machine that one which starts elsewhere shares. */
export type StartedStateMachine = Pick<
  StateMachineOutput,
  'name' | 'definition' | 'roleArn' | 'loggingConfiguration' | 'tracingConfiguration' | 'encryptionConfiguration'
> &
  Partial<Pick<StateMachineOutput, 'type'>>

/** The state at which an execution starts, and the variables that have values there. */
interface StartPoint {
  readonly state: string
  readonly variables: readonly string[]
}

/**
 * Ensures a state machine that has the definition and the settings of another one but starts at one of its states. Its name has a digest of its
 * definition: the same start uses the same state machine again.
 * @returns its ARN.
 * @throws DefinitionError if no state has this name.
 */
export const ensureStartAt = async (
  session: Session,
  stateMachine: StartedStateMachine,
  { state, variables }: StartPoint,
): Promise<string> => {
  const asl: Asl = JSON.parse(stateMachine.definition)
  const definition = startingAt({ asl, state, variables })
  const digest = createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 10)
  const suffix = `-from-${digest}`
  const name = stateMachine.name.slice(0, MAX_NAME - suffix.length) + suffix
  const {
    roleArn,
    type = 'STANDARD',
    loggingConfiguration,
    tracingConfiguration,
    encryptionConfiguration,
  } = stateMachine
  const encryption = toEncryption(encryptionConfiguration)
  const { stateMachineArn } = await ensureStateMachine(
    session,
    { name, definition },
    {
      roleArn,
      type,
      ...(loggingConfiguration && { logging: toLogging(loggingConfiguration) }),
      ...(tracingConfiguration?.enabled && { tracing: true }),
      ...(encryption && { encryption }),
    },
  )
  return stateMachineArn
}

/** The options that choose the start of an execution. */
interface StartAtOptions {
  readonly startAt?: string | undefined
  readonly variables?: Readonly<Record<string, unknown>> | undefined
  readonly input?: unknown
}

/** The state machine and the input of an execution that may start at another state. */
export const resolveStart = async (
  session: Session,
  stateMachineArn: string,
  { startAt, variables, input }: StartAtOptions,
): Promise<{ readonly stateMachineArn: string; readonly input: unknown }> => {
  if (startAt === undefined) {
    if (variables !== undefined) throw new TypeError('options.variables needs options.startAt, the state to start with')
    return { stateMachineArn, input }
  }
  const names = Object.keys(variables ?? {})
  const stateMachine = await fetchStateMachine(session, stateMachineArn)
  const arn = await ensureStartAt(session, stateMachine, { state: startAt, variables: names })
  return { stateMachineArn: arn, input: names.length === 0 ? input : { input: input ?? {}, variables } }
}
