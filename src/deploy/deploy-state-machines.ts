import { consoleUrl } from '../client/console-url.ts'
import type { DeployDeps } from './deploy-deps.ts'
import { assertDeployOptions, type Deployable, type DeployOptions, deployInputs } from './deploy-options.ts'
import type { DefinitionDiff } from './diff/diff.ts'
import { planFunctions } from './lambda/plan-functions.ts'
import { executePlan } from './plan/execute-plan.ts'
import { type MachineSteps, planDeployment } from './plan/plan-deployment.ts'
import type { DeploymentPlan, ExecutableStep } from './plan/step.ts'
import { versionLabel } from './versions/version-label.ts'

/** A state machine of a deployment. */
export interface DeployedStateMachine {
  readonly name: string
  readonly stateMachineArn: string
  readonly action: 'create' | 'update' | 'unchanged'
  /** The changes of the definition, if it was deployed before. */
  readonly diff?: DefinitionDiff
  /** The published version, if one was wanted. */
  readonly versionArn?: string
  /** The page of the state machine in the AWS console. */
  readonly consoleUrl: string
}

/** The result of a deployment. */
export interface Deployment {
  readonly plan: DeploymentPlan
  /** False after a dry run, and if the question of `confirm` was answered with false. */
  readonly isDone: boolean
  /** In the order in which they are deployed: nested ones first. */
  readonly stateMachines: readonly DeployedStateMachine[]
}

/** Plans a deployment, asks for confirmation, and executes the steps. */
export const deployStateMachines = async (
  deps: DeployDeps,
  given: Deployable | readonly Deployable[],
  options: DeployOptions = {},
): Promise<Deployment> => {
  assertDeployOptions(options)
  const { version, lambdas, adopt } = options
  const label = version === undefined ? undefined : await versionLabel(version, deps.readGit)
  const machines = await planDeployment(deps, deployInputs(given, options), options, label)
  const planned = machines.map(({ machine }) => machine)
  const functions = lambdas === undefined ? [] : await planFunctions(deps, lambdas, planned, adopt)
  const steps = distinct([...functions, ...machines.flatMap((one) => one.steps)])
  const { plan, isDone } = await executePlan(steps, options)
  return { plan, isDone, stateMachines: machines.map(toDeployed) }
}

/** The steps without a second creation of an activity that two state machines use. */
const distinct = (steps: readonly ExecutableStep[]): ExecutableStep[] => {
  const activities = new Set<string>()
  return steps.filter(({ resource, name }) => {
    if (resource !== 'activity') return true
    const isNew = !activities.has(name)
    activities.add(name)
    return isNew
  })
}

const toDeployed = ({ machine, deployed, versionArn }: MachineSteps): DeployedStateMachine => {
  const { name, stateMachineArn } = machine
  const published = versionArn()
  return {
    name,
    stateMachineArn,
    action: deployed.action,
    ...(deployed.diff && { diff: deployed.diff }),
    ...(published !== undefined && { versionArn: published }),
    consoleUrl: consoleUrl(stateMachineArn),
  }
}
