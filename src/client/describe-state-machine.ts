import type { DescribeStateMachineOutput, StateMachineType } from '@aws-sdk/client-sfn'
import { fromAwsName, parseArn } from '../arn.ts'
import type { Definition } from '../specs/definition.ts'
import { resugar } from '../sugar/desugar.ts'
import { type CompleteOutput, completeOutput } from './complete-output.ts'
import { resolveStateMachineArn } from './resolve-arn.ts'
import type { Session } from './session.ts'
import { toEncryption, toLogging } from './state-machine-configuration.ts'
import type { Encryption, Logging } from './state-machine-options.ts'

/** A deployed state machine. */
export interface StateMachineDescription {
  readonly name: string
  readonly stateMachineArn: string
  readonly type: StateMachineType
  readonly status: 'ACTIVE' | 'DELETING'
  readonly creationDate: Date
  readonly roleArn: string
  /** The deployed ASL as a literal, even if it was deployed with another tool. */
  readonly definition: Definition
  readonly logging?: Logging
  readonly tracing: boolean
  /** The customer managed KMS key; `null` for AWS's own key. */
  readonly encryption: Encryption | null
}

/** Returns a deployed state machine, with its definition as a literal (DescribeStateMachine). */
export const describeStateMachine = async (session: Session, nameOrArn: string): Promise<StateMachineDescription> => {
  const found = await fetchStateMachine(session, await resolveStateMachineArn(session, nameOrArn))
  const name = fromAwsName(found.name)
  return {
    name,
    stateMachineArn: found.stateMachineArn,
    type: found.type,
    status: found.status ?? 'ACTIVE',
    creationDate: found.creationDate,
    roleArn: found.roleArn,
    definition: { name, ...resugar(JSON.parse(found.definition), parseArn(found.stateMachineArn)) },
    ...(found.loggingConfiguration && { logging: toLogging(found.loggingConfiguration) }),
    tracing: found.tracingConfiguration?.enabled ?? false,
    encryption: toEncryption(found.encryptionConfiguration),
  }
}

/** The output of DescribeStateMachine. */
export type StateMachineOutput = CompleteOutput<DescribeStateMachineOutput>

/** Calls DescribeStateMachine, and records the type of the state machine in the session. */
export const fetchStateMachine = async (session: Session, stateMachineArn: string): Promise<StateMachineOutput> => {
  const { sfn, sdk } = await session.connect()
  const found = completeOutput(await sfn.send(new sdk.DescribeStateMachineCommand({ stateMachineArn })))
  session.facts.types.set(stateMachineArn, found.type)
  return found
}

/** {@link fetchStateMachine}; returns `undefined` if the state machine does not exist. */
export const findStateMachine = async (session: Session, arn: string): Promise<StateMachineOutput | undefined> => {
  try {
    return await fetchStateMachine(session, arn)
  } catch (error) {
    if (error instanceof Error && error.name === 'StateMachineDoesNotExist') return undefined
    throw error
  }
}
