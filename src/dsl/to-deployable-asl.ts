import type { AwsEnvironment } from '../arn.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { Asl } from '../sugar/desugar.ts'
import { activityReferencesOf } from './activities.ts'
import { type MachineType, validateAndDesugar } from './validate-and-desugar.ts'

/** A definition that is ready to be deployed. */
export interface DeployableAsl {
  /** The `name` of the literal. */
  readonly name: string | undefined
  readonly asl: Asl
  /** The activities that must be created first, as the tasks name them: `activity/add`, or an ARN. */
  readonly activities: string[]
}

/**
 * Validates a definition and translates it to ASL with the ARNs of an AWS environment.
 * @param definition a literal, or ASL.
 * @param environment the partition, region and account to deploy to.
 * @param type `EXPRESS` state machines cannot wait for task tokens, jobs or activities.
 * @throws DefinitionError with every error.
 */
export const toDeployableAsl = (
  definition: unknown,
  environment: AwsEnvironment,
  type: MachineType = 'STANDARD',
): DeployableAsl => {
  const { issues, asl } = validateAndDesugar(definition, { type, environment })
  const errors = issues.filter(({ severity }) => severity === 'error')
  if (errors.length > 0 || !asl) throw new DefinitionError(errors)
  const name = isJsonObject(definition) ? definition.name : undefined
  return {
    name: typeof name === 'string' ? name : undefined,
    asl,
    activities: activityReferencesOf(definition),
  }
}
