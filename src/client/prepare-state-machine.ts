import { type AwsEnvironment, awsEnvironment, parseArn, unknownEnvironment } from '../arn.ts'
import { toDeployableAsl } from '../dsl/to-deployable-asl.ts'
import { nameProblem } from '../specs/parse-resource.ts'
import { desugarTree } from '../sugar/desugar.ts'
import { registerActivities } from './activities.ts'
import { assertRole } from './assert-role.ts'
import { findEnvironment, regionOf } from './find-environment.ts'
import type { Session } from './session.ts'
import type { StateMachineOptions } from './state-machine-options.ts'

/** A state machine that is ready to be sent. */
export interface PreparedStateMachine {
  readonly name: string
  readonly environment: AwsEnvironment
  /** The ASL as JSON. */
  readonly definition: string
  readonly activities: readonly string[]
}

/** A definition, and the name that replaces its own. */
export interface NamedDefinition {
  readonly name?: string | undefined
  readonly definition: unknown
}

/**
 * Validates a definition and translates it to ASL, with the ARNs of the AWS environment that it will be deployed to.
 * In an account without state machines and activities, it registers the activities: their ARNs contain the account.
 * @throws DefinitionError if the definition is not valid, before anything is sent; TypeError without a name; Error if the
 * state machine must be new and has no role.
 */
export const prepareStateMachine = async (
  session: Session,
  { name, definition }: NamedDefinition,
  { roleArn, type }: Pick<StateMachineOptions, 'roleArn' | 'type'>,
): Promise<PreparedStateMachine> => {
  const assumed = session.facts.environment ?? unknownEnvironment
  const deployable = toDeployableAsl(definition, assumed, type)
  const { activities } = deployable
  const stateMachineName = validName(name ?? deployable.name)
  const environment =
    (await findEnvironment(session, roleArn)) ??
    (await environmentOfNew(session, { name: stateMachineName, activities, roleArn }))
  const asl = environment === assumed ? deployable.asl : desugarTree(definition, environment)
  return { name: stateMachineName, environment, activities, definition: JSON.stringify(asl) }
}

const validName = (name: string | undefined): string => {
  if (name === undefined) {
    throw new TypeError(
      "the state machine has no name: pass { name: 'adder', … }, or call ensureStateMachine('adder', definition)",
    )
  }
  const problem = nameProblem(name)
  if (problem !== undefined) throw new TypeError(`the state machine's name ${JSON.stringify(name)}: ${problem}`)
  return name
}

interface NewStateMachine {
  readonly name: string
  readonly activities: readonly string[]
  readonly roleArn: string | undefined
}

/** The environment of an account that has nothing yet: it comes from the ARN of the first activity that is registered. */
const environmentOfNew = async (
  session: Session,
  { name, activities, roleArn }: NewStateMachine,
): Promise<AwsEnvironment> => {
  await assertRole(session, name, roleArn)
  const [arn] = await registerActivities(session, activities)
  session.facts.environment = arn === undefined ? undefined : parseArn(arn)
  return session.facts.environment ?? awsEnvironment(await regionOf(session), unknownEnvironment.accountId)
}
