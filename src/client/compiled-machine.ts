import { type AwsEnvironment, awsEnvironment, parseArn } from '../arn.ts'
import { toDeployable } from '../dsl/to-deployable.ts'
import { nameProblem } from '../specs/parse-resource.ts'
import { registerActivities } from './activities.ts'
import { findEnvironment, regionOf } from './environment.ts'
import type { Session } from './session.ts'
import type { StateMachineOptions } from './settings.ts'

/** A definition ready to be sent. */
export interface CompiledMachine {
  readonly name: string
  readonly environment: AwsEnvironment
  /** The text of the ASL. */
  readonly definition: string
  readonly activities: readonly string[]
}

/** Where names point until the account is known; what is created there answers with its real ARN. */
const STAND_IN = awsEnvironment('us-east-1', '000000000000')

/**
 * Compiles a definition for the place where its machine will live.
 * @param name the machine's name; by default the definition's own.
 * @throws DefinitionError where it is not valid, before anything is sent; TypeError without a name.
 */
export const compileMachine = async (
  session: Session,
  { name, definition }: NamedDefinition,
  { roleArn, type }: Pick<StateMachineOptions, 'roleArn' | 'type'>,
): Promise<CompiledMachine> => {
  const assumed = session.facts.environment ?? STAND_IN
  const compiled = toDeployable(definition, assumed, type)
  const { activities } = compiled
  const machineName = nameOf(name ?? compiled.name)
  const environment = (await findEnvironment(session, roleArn)) ?? (await placeOfNew(session, activities))
  const { asl } = environment === assumed ? compiled : toDeployable(definition, environment, type)
  return { name: machineName, environment, activities, definition: JSON.stringify(asl) }
}

export interface NamedDefinition {
  readonly name?: string | undefined
  readonly definition: unknown
}

const nameOf = (name: string | undefined): string => {
  if (name === undefined) {
    throw new TypeError(
      "a state machine needs a name: { name: 'adder', … }, or ensureStateMachine('adder', definition)",
    )
  }
  const problem = nameProblem(name)
  if (problem !== undefined) throw new TypeError(`the state machine's name ${JSON.stringify(name)}: ${problem}`)
  return name
}

/** Where there is nothing yet, whoever registers activities learns where they are. */
const placeOfNew = async (session: Session, activities: readonly string[]): Promise<AwsEnvironment> => {
  const [arn] = await registerActivities(session, activities)
  session.facts.environment = arn === undefined ? undefined : parseArn(arn)
  return session.facts.environment ?? awsEnvironment(await regionOf(session), STAND_IN.accountId)
}
