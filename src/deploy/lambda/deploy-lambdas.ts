import type { AwsEnvironment } from '../../arn.ts'
import { findEnvironment } from '../../client/find-environment.ts'
import { assertOptions, booleanCheck, type OptionChecks } from '../../options.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { executePlan, type PlanOptions, planChecks } from '../plan/execute-plan.ts'
import { findAccount } from '../plan/find-account.ts'
import type { DeploymentPlan, ExecutableStep } from '../plan/step.ts'
import { type FunctionSources, plannedFunctions } from './function-source.ts'
import { functionSteps } from './function-steps.ts'

export interface DeployLambdasOptions extends PlanOptions {
  /** Takes over functions that were not created by a deployment. Default false. */
  readonly adopt?: boolean
}

/** A function of a deployment. */
export interface DeployedFunction {
  readonly name: string
  readonly functionArn: string
  readonly action: 'create' | 'update' | 'unchanged'
}

export interface LambdasDeployment {
  readonly plan: DeploymentPlan
  /** False after a dry run, and if the question of `confirm` was answered with false. */
  readonly isDone: boolean
  readonly functions: readonly DeployedFunction[]
}

const checks: OptionChecks<DeployLambdasOptions> = { ...planChecks, adopt: booleanCheck }

/** Plans the deployment of functions, asks for confirmation, and executes the steps. */
export const deployLambdas = async (
  deps: DeployDeps,
  sources: FunctionSources,
  options: DeployLambdasOptions = {},
): Promise<LambdasDeployment> => {
  assertOptions('options', options, checks)
  const planned = plannedFunctions('functions', sources)
  if (!(await deps.hasServices()))
    throw new Error(
      'this engine has no Lambda: pass the same object to createLocal({ lambdas }), or a client to createDeployer(stepwise, { lambda })',
    )
  const environment = await accountOf(deps)
  const steps: ExecutableStep[] = []
  for (const one of planned)
    steps.push(...(await functionSteps(deps, one, { environment, creator: undefined, adopt: options.adopt ?? false })))
  const { plan, isDone } = await executePlan(steps, options)
  const { partition, region, accountId } = environment
  const functions = planned.map(({ name }) => ({
    name,
    functionArn: `arn:${partition}:lambda:${region}:${accountId}:function:${name}`,
    action: steps.find((step) => step.resource === 'Lambda function' && step.name === name)?.action ?? 'unchanged',
  }))
  return { plan, isDone, functions }
}

const accountOf = async ({ session, services: { iam } }: DeployDeps): Promise<AwsEnvironment> => {
  await findAccount(session, iam)
  const environment = await findEnvironment(session)
  if (environment) return environment
  throw new Error('the AWS account is not known: it has no state machine, no activity and no role; create any of them')
}
