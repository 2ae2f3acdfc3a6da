import { createSession, type Session } from '../client/session.ts'
import { sessionOf } from '../client/session-of.ts'
import { assertOptions, functionCheck, methodsCheck, type OptionChecks } from '../options.ts'
import type { Stepwise } from '../stepwise.ts'
import type { DeployDeps } from './deploy-deps.ts'
import type { Deployable, DeployOptions } from './deploy-options.ts'
import { type Deployment, deployStateMachines } from './deploy-state-machines.ts'
import { type DeployerOptions, deployDeps } from './deployer-options.ts'
import { type DestroyOptions, type Destruction, destroy } from './destroy.ts'
import { type DeployLambdasOptions, deployLambdas, type LambdasDeployment } from './lambda/deploy-lambdas.ts'
import type { FunctionSources } from './lambda/function-source.ts'
import { listDeployedVersions, type VersionSummary } from './versions/list-deployed-versions.ts'
import { type PruneOptions, prune } from './versions/prune.ts'
import { type Rollback, type RollbackOptions, rollback } from './versions/rollback.ts'

/** The functions of deployments, bound to clients. None of them uses `this`, so they can be destructured. */
export interface Deployer {
  /**
   * Deploys one or several state machines, nested ones first: activities, log group, role, state machine, tags, version, alias and
   * alarms, as the options want them. Resources that are up to date are not sent again. If a deployment is interrupted, the next one completes it.
   * @throws DefinitionError if a definition is not valid; TypeError for a wrong option; Error if a resource of the same name was not
   * created by a deployment; DeploymentConflict if another deployment changed a state machine meanwhile; CanaryFailed.
   *
   * @example
   * const { deploy } = createDeployer(local)
   * const { stateMachines } = await deploy([orders, child], { version: '1.4.0', alias: 'live', adopt: true })
   */
  readonly deploy: (definitions: Deployable | readonly Deployable[], options?: DeployOptions) => Promise<Deployment>
  /**
   * Deploys Lambda functions without a state machine: bundles them, creates or updates those that differ, and waits until they can be invoked.
   * @throws Error if a file does not compile, or if a function of the same name was not created by a deployment; TypeError for a wrong
   * option; DeploymentConflict if another deployment changed a function meanwhile.
   *
   * @example
   * const functions = { 'lambda/resize': { entry: 'src/resize.ts', handler: 'main', memory: 256, timeout: 10 } }
   * const deployFunctions = () => createDeployer().deployLambdas(functions)
   */
  readonly deployLambdas: (functions: FunctionSources, options?: DeployLambdasOptions) => Promise<LambdasDeployment>
  /**
   * Removes state machines that `deploy` created, with their activities and Lambda functions that no other state machine uses,
   * roles, log groups and alarms. `lambda/resize` names a function. Resources that were not created by a deployment stay.
   *
   * @example
   * const { removed } = await createDeployer(local).destroy('orders')
   */
  readonly destroy: (names: string | readonly string[], options?: DestroyOptions) => Promise<Destruction>
  /**
   * Gives a state machine the definition and the settings of an earlier version, and makes the aliases that pointed to the present
   * version point to it. Running executions continue on the version that they were started with.
   * @throws Error if the version does not exist.
   *
   * @example
   * const { deploy, rollback } = createDeployer(local)
   * await deploy(child, { version: '1.0.0' })
   * await deploy({ ...child, comment: 'new' }, { version: '1.1.0' })
   * const { version } = await rollback('child', { to: '1.0.0' }) // => 1
   */
  readonly rollback: (nameOrArn: string, options?: RollbackOptions) => Promise<Rollback>
  /**
   * Lists the versions of a state machine with their labels and aliases, newest first.
   *
   * @example
   * for (const { version, label, aliases } of await createDeployer(local).versions('orders')) console.log(version, label, aliases)
   */
  readonly versions: (nameOrArn: string) => Promise<VersionSummary[]>
  /**
   * Deletes old versions. The newest ones stay, the one that is deployed, and those that an alias points to. Returns the numbers of the deleted ones.
   *
   * @example
   * await createDeployer(local).prune('orders', { keep: 5 }) // => []
   */
  readonly prune: (nameOrArn: string, options: PruneOptions) => Promise<number[]>
}

const checks: OptionChecks<DeployerOptions> = {
  iam: methodsCheck('an IAMClient', 'send'),
  logs: methodsCheck('a CloudWatchLogsClient', 'send'),
  cloudWatch: methodsCheck('a CloudWatchClient', 'send'),
  lambda: methodsCheck('a LambdaClient', 'send'),
}

/**
 * Creates the functions of deployments on the clients of `createStepwise` or `createLocal`. The embedded engine needs no roles, log
 * groups and alarms.
 * @param stepwise the functions of `createStepwise` or `createLocal`. Default: a client from the SDK's own chain.
 * @throws TypeError for a wrong option.
 *
 * @example
 * const { deploy, destroy } = createDeployer(createLocal())
 * await deploy({ name: 'echo', definition: echo })
 * await destroy('echo')
 */
export const createDeployer = (
  stepwise?: Pick<Stepwise, 'ensureStateMachine'>,
  options: DeployerOptions = {},
): Deployer => {
  assertOptions('options', options, checks)
  const session = stepwise === undefined ? createSession() : boundSession(stepwise)
  return bindDeployer(deployDeps(session, options))
}

const boundSession = ({ ensureStateMachine }: Pick<Stepwise, 'ensureStateMachine'>): Session => {
  assertOptions('stepwise', { ensureStateMachine }, { ensureStateMachine: functionCheck })
  const session = sessionOf(ensureStateMachine)
  if (session) return session
  throw new TypeError('stepwise must be the functions that createStepwise or createLocal returned')
}

/** Binds the functions of deployments to their dependencies. */
export const bindDeployer = (deps: DeployDeps): Deployer => ({
  deploy: (definitions, options) => deployStateMachines(deps, definitions, options),
  deployLambdas: (functions, options) => deployLambdas(deps, functions, options),
  destroy: (names, options) => destroy(deps, names, options),
  rollback: (nameOrArn, options) => rollback(deps, nameOrArn, options),
  versions: (nameOrArn) => listDeployedVersions(deps.session, nameOrArn),
  prune: (nameOrArn, options) => prune(deps.session, nameOrArn, options),
})
