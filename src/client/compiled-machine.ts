import { type Place, placeOf, placeOfArn } from '../arn.ts'
import { compileDefinition } from '../dsl/compile.ts'
import { registerActivities } from './activities.ts'
import { findPlace, regionOf } from './place.ts'
import type { Session } from './session.ts'

/** A definition ready to be sent. */
export interface CompiledMachine {
  readonly name: string
  readonly place: Place
  /** The text of the ASL. */
  readonly definition: string
  readonly activities: readonly string[]
}

/** Where names point until the account is known; what is created there answers with its real ARN. */
const STAND_IN = placeOf('us-east-1', '000000000000')

/**
 * Compiles a definition for the place where its machine will live.
 * @throws DefinitionError where it is not valid, before anything is sent.
 */
export const compileMachine = async (
  session: Session,
  definition: unknown,
  roleArn: string | undefined,
): Promise<CompiledMachine> => {
  const { activities } = compileDefinition(definition, STAND_IN)
  const place =
    (await findPlace(session, roleArn)) ??
    (await placeOfActivities(session, activities)) ??
    placeOf(await regionOf(session), STAND_IN.accountId)
  const { name, asl } = compileDefinition(definition, place)
  return { name, place, activities, definition: JSON.stringify(asl) }
}

const placeOfActivities = async (session: Session, activities: readonly string[]): Promise<Place | undefined> => {
  const [arn] = await registerActivities(session, activities)
  return arn === undefined ? undefined : placeOfArn(arn)
}
