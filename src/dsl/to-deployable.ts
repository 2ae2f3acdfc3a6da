import type { AwsEnvironment } from '../arn.ts'
import { DefinitionError } from '../errors.ts'
import { isJsonObject } from '../json.ts'
import type { Asl } from '../sugar/desugar.ts'
import { activitiesOf } from './activities.ts'
import { type MachineType, validateAndDesugar } from './validate.ts'

/** A definition that is ready to be deployed. */
export interface DeployableDefinition {
  /** The literal's own name, as it is written. */
  readonly name: string | undefined
  readonly asl: Asl
  /** The activities that must exist first, by our names: `activity/add`. */
  readonly activities: string[]
}

/**
 * Validates a definition, resolves its names to ARNs and translates it.
 * @param definition a literal, or ASL.
 * @param environment where it will be deployed.
 * @param type `EXPRESS` machines may not wait for tokens, jobs or activities.
 * @throws DefinitionError listing every error.
 */
export const toDeployable = (
  definition: unknown,
  environment: AwsEnvironment,
  type: MachineType = 'STANDARD',
): DeployableDefinition => {
  const { issues, asl } = validateAndDesugar(definition, { type, environment })
  const errors = issues.filter(({ severity }) => severity === 'error')
  if (errors.length > 0 || !asl) throw new DefinitionError(errors)
  const name = isJsonObject(definition) ? definition.name : undefined
  return {
    name: typeof name === 'string' ? name : undefined,
    asl,
    activities: activitiesOf(definition),
  }
}
