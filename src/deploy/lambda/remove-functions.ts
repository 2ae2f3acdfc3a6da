import type { AwsEnvironment } from '../../arn.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { CREATOR_TAG, isOwn } from '../ownership.ts'
import { deleteRole } from '../role/ensure-role.ts'
import { roleName } from '../role/role-name.ts'
import { findFunction } from './find-function.ts'
import { functionRole } from './function-role.ts'

/** A removed function or role. */
export interface RemovedFunction {
  readonly resource: 'Lambda function' | 'role'
  readonly name: string
}

/** Deletes a function and its role, if deployments created them. Returns the deleted resources. */
export const removeFunction = async (
  { services: { lambda, iam } }: DeployDeps,
  name: string,
  environment: AwsEnvironment,
): Promise<RemovedFunction[]> => {
  const present = await findFunction(lambda, name)
  if (present && !isOwn(present.tags)) return []
  // The role goes first: a function that is left is found again, by its tags.
  const owner = functionRole(name, environment)
  const hadRole = await deleteRole(iam, owner)
  if (present) await lambda('DeleteFunction', { FunctionName: name }).catch(ignoreMissing)
  return [
    ...(present ? [{ resource: 'Lambda function', name } as const] : []),
    ...(hadRole ? [{ resource: 'role', name: roleName(owner) } as const] : []),
  ]
}

const ignoreMissing = (error: unknown): void => {
  if (!(error instanceof Error) || error.name !== 'ResourceNotFoundException') throw error
}

/** True if a deployment created a function for a state machine. */
export const hasCreator = async ({ services: { lambda } }: DeployDeps, name: string): Promise<boolean> =>
  (await findFunction(lambda, name))?.tags[CREATOR_TAG] !== undefined

/** The functions that were created for a state machine. Each function of the account is read. */
export const functionsCreatedFor = async (
  { services: { lambda } }: DeployDeps,
  stateMachine: string,
): Promise<string[]> => {
  const found: string[] = []
  let marker: string | undefined
  do {
    const { Functions = [], NextMarker } = await lambda('ListFunctions', marker === undefined ? {} : { Marker: marker })
    for (const { FunctionName = '', FunctionArn = '' } of Functions) {
      const { Tags = {} } = await lambda('ListTags', { Resource: FunctionArn })
      if (isOwn(Tags) && Tags[CREATOR_TAG] === stateMachine) found.push(FunctionName)
    }
    marker = NextMarker
  } while (marker !== undefined && marker !== '')
  return found
}
