import type { DescribeStateMachineOutput, StateMachineType } from '@aws-sdk/client-sfn'
import { fromAwsName, parseArn } from '../arn.ts'
import type { Definition } from '../specs/definition.ts'
import { resugar } from '../sugar/desugar.ts'
import { type Answered, answered } from './answered.ts'
import { machineArn } from './environment.ts'
import type { Session } from './session.ts'
import { type Encryption, type Logging, readEncryption, readLogging } from './settings.ts'

/** A deployed state machine. */
export interface StateMachine {
  readonly name: string
  readonly stateMachineArn: string
  readonly type: StateMachineType
  readonly status: 'ACTIVE' | 'DELETING'
  readonly creationDate: Date
  readonly roleArn: string
  /** The deployed ASL as a literal, whoever deployed it. */
  readonly definition: Definition
  readonly logging?: Logging
  readonly tracing: boolean
  /** The customer managed KMS key; `null` for the key of AWS. */
  readonly encryption: Encryption | null
}

/** A state machine with its definition as the literal form (DescribeStateMachine). */
export const describeStateMachine = async (session: Session, nameOrArn: string): Promise<StateMachine> => {
  const found = await describe(session, await machineArn(session, nameOrArn))
  const name = fromAwsName(found.name)
  return {
    name,
    stateMachineArn: found.stateMachineArn,
    type: found.type,
    status: found.status ?? 'ACTIVE',
    creationDate: found.creationDate,
    roleArn: found.roleArn,
    definition: { name, ...resugar(JSON.parse(found.definition), parseArn(found.stateMachineArn)) },
    ...(found.loggingConfiguration && { logging: readLogging(found.loggingConfiguration) }),
    tracing: found.tracingConfiguration?.enabled ?? false,
    encryption: readEncryption(found.encryptionConfiguration),
  }
}

export type DescribedMachine = Answered<DescribeStateMachineOutput>

export const describe = async (session: Session, stateMachineArn: string): Promise<DescribedMachine> => {
  const { sfn, sdk } = await session.connect()
  const found = answered(await sfn.send(new sdk.DescribeStateMachineCommand({ stateMachineArn })))
  session.facts.types.set(stateMachineArn, found.type)
  return found
}

/** {@link describe}; `undefined` for a machine that does not exist. */
export const describeIfPresent = async (session: Session, arn: string): Promise<DescribedMachine | undefined> => {
  try {
    return await describe(session, arn)
  } catch (error) {
    if (error instanceof Error && error.name === 'StateMachineDoesNotExist') return undefined
    throw error
  }
}
