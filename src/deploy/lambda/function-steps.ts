import { isDeepStrictEqual } from 'node:util'
import type { AwsEnvironment } from '../../arn.ts'
import { pollDelays } from '../../client/poll-delays.ts'
import type { FunctionSettings } from '../aws-services.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { DeploymentConflict } from '../deployment-conflict.ts'
import { CODE_TAG, CREATOR_TAG, isOwn, ownTags } from '../ownership.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { roleArnOf, roleName } from '../role/role-name.ts'
import { awaitFunction } from './await-function.ts'
import type { FunctionBundle } from './bundle-function.ts'
import { findFunction, type PresentFunction } from './find-function.ts'
import { functionRole, functionRoleStep } from './function-role.ts'
import type { PlannedFunction } from './function-source.ts'

export interface FunctionContext {
  readonly environment: AwsEnvironment
  /** The state machine that the function is created for. */
  readonly creator: string | undefined
  /** True if a function that was not created by a deployment is taken over. */
  readonly adopt: boolean
}

/** The settings of a function, the tags that it must have, and the function as it is now. */
interface FunctionPlan {
  readonly planned: PlannedFunction
  readonly settings: FunctionSettings
  readonly tags: Readonly<Record<string, string>>
  readonly bundle: FunctionBundle
  readonly present: PresentFunction | undefined
}

/** Creates or updates a function with its role. @throws Error if one of them exists and was not created by a deployment. */
export const functionSteps = async (
  deps: DeployDeps,
  planned: PlannedFunction,
  context: FunctionContext,
): Promise<ExecutableStep[]> => {
  const { services, bundleFunction } = deps
  const present = await findFunction(services.lambda, planned.name)
  if (present && !isOwn(present.tags) && !context.adopt)
    throw new Error(
      `the Lambda function ${planned.name} exists and was not created by deploy: pass adopt: true (--adopt) to take it over, or choose another name`,
    )
  const bundle = await bundleFunction(planned)
  const plan = { planned, settings: settingsOf(planned, context), tags: tagsOf(bundle, context), bundle, present }
  const changes = changesOf(plan)
  const role = planned.role === undefined ? [await functionRoleStep(deps, planned, context.environment)] : []
  const step: ExecutableStep = {
    resource: 'Lambda function',
    name: planned.name,
    action: !present ? 'create' : changes.length > 0 ? 'update' : 'unchanged',
    changes,
    execute: (signal) => (present ? update(deps, plan, changes, signal) : create(deps, plan, signal)),
  }
  return [...role, step]
}

const settingsOf = (planned: PlannedFunction, { environment }: FunctionContext): FunctionSettings => ({
  Role: planned.role ?? roleArnOf(environment, roleName(functionRole(planned.name, environment))),
  Handler: 'index.handler',
  Runtime: planned.runtime,
  MemorySize: planned.memory,
  Timeout: planned.timeout,
  Environment: { Variables: planned.environment },
})

const tagsOf = ({ codeSha256 }: FunctionBundle, { creator }: FunctionContext): Readonly<Record<string, string>> => ({
  ...ownTags,
  [CODE_TAG]: codeSha256,
  ...(creator !== undefined && { [CREATOR_TAG]: creator }),
})

const settingNames = {
  Role: 'role',
  Handler: 'handler',
  Runtime: 'runtime',
  MemorySize: 'memory',
  Timeout: 'timeout',
  Environment: 'environment',
} as const satisfies Record<keyof FunctionSettings, string>

const changesOf = ({ present, settings, tags, bundle, planned }: FunctionPlan): string[] => {
  if (!present) return []
  const { configuration } = present
  const now: Record<string, unknown> = {
    ...configuration,
    Environment: { Variables: configuration.Environment?.Variables ?? {} },
  }
  const changed = Object.entries(settingNames).filter(
    ([key]) => !isDeepStrictEqual(now[key], settings[key as keyof FunctionSettings]),
  )
  const [architecture = 'x86_64'] = configuration.Architectures ?? []
  // A function stays that of the state machine that it was created for.
  const missing = Object.entries(tags).filter(([key, value]) =>
    key === CREATOR_TAG ? present.tags[key] === undefined : present.tags[key] !== value,
  )
  return [
    ...(configuration.CodeSha256 === bundle.codeSha256 ? [] : ['code']),
    ...(architecture === planned.architecture ? [] : ['architecture']),
    ...changed.map(([, name]) => name),
    ...(missing.length > 0 ? ['tags'] : []),
    // An interrupted deployment did not wait for the function.
    ...(configuration.State === 'Pending' || configuration.LastUpdateStatus === 'InProgress' ? ['in progress'] : []),
  ]
}

/** The longest time in milliseconds for which Lambda may not find a new role. */
const ROLE_MS = 30_000

const create = async (
  deps: DeployDeps,
  { planned, settings, tags, bundle }: FunctionPlan,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const { name, architecture } = planned
  await onceRoleIsKnown(deps, signal, () =>
    deps.services.lambda('CreateFunction', {
      FunctionName: name,
      ...settings,
      Description: 'Deployed by stepwise-ts',
      PackageType: 'Zip',
      Architectures: [architecture],
      Code: { ZipFile: bundle.zip },
      Tags: tags,
    }),
  ).catch(conflictOf(name, 'ResourceConflictException'))
  await awaitFunction(deps, name, signal)
}

const update = async (
  deps: DeployDeps,
  { planned, settings, tags, bundle, present }: FunctionPlan,
  changes: readonly string[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const { lambda } = deps.services
  const { name, architecture } = planned
  let RevisionId = await unchangedRevision(deps, name, present, signal)
  const revision = () => (RevisionId === undefined ? {} : { RevisionId })
  if (Object.values(settingNames).some((setting) => changes.includes(setting))) {
    await onceRoleIsKnown(deps, signal, () =>
      lambda('UpdateFunctionConfiguration', { FunctionName: name, ...settings, ...revision() }),
    ).catch(conflictOf(name, 'PreconditionFailedException'))
    RevisionId = await awaitFunction(deps, name, signal)
  }
  if (changes.includes('code') || changes.includes('architecture')) {
    const code = { ZipFile: bundle.zip, Architectures: [architecture] }
    await lambda('UpdateFunctionCode', { FunctionName: name, ...code, ...revision() }).catch(
      conflictOf(name, 'PreconditionFailedException'),
    )
    await awaitFunction(deps, name, signal)
  }
  const { [CREATOR_TAG]: creator = tags[CREATOR_TAG] } = present?.tags ?? {}
  const Tags = { ...tags, ...(creator !== undefined && { [CREATOR_TAG]: creator }) }
  if (changes.includes('tags'))
    await lambda('TagResource', { Resource: present?.configuration.FunctionArn ?? '', Tags })
}

/**
 * Waits until a function can be updated, and checks that it is as it was when the deployment was planned. Returns its revision.
 * @throws DeploymentConflict if it has changed.
 */
const unchangedRevision = async (
  deps: DeployDeps,
  name: string,
  planned: PresentFunction | undefined,
  signal: AbortSignal | undefined,
): Promise<string | undefined> => {
  const revision = await awaitFunction(deps, name, signal)
  const now = await findFunction(deps.services.lambda, name)
  if (now?.configuration.CodeSha256 !== planned?.configuration.CodeSha256)
    throw new DeploymentConflict('Lambda function', name)
  return revision
}

const conflictOf =
  (name: string, errorName: string) =>
  (error: unknown): never => {
    if (error instanceof Error && error.name === errorName)
      throw new DeploymentConflict('Lambda function', name, { cause: error })
    throw error
  }

/** Repeats a call as long as Lambda does not find a new role. */
const onceRoleIsKnown = async <T>(
  { session: { system } }: DeployDeps,
  signal: AbortSignal | undefined,
  call: () => Promise<T>,
): Promise<T> => {
  const start = system.now()
  const delays = pollDelays()
  while (true) {
    try {
      return await call()
    } catch (error) {
      const isUnknownRole = error instanceof Error && /cannot be assumed by Lambda/i.test(error.message)
      if (!isUnknownRole || system.now() - start >= ROLE_MS) throw error
    }
    await system.sleep(delays.next().value, signal)
  }
}
