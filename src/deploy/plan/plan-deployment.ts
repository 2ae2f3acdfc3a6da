import { stateMachineArn, toAwsName } from '../../arn.ts'
import { findStateMachine } from '../../client/describe-state-machine.ts'
import { fetchTags } from '../../client/fetch-tags.ts'
import { prepareStateMachine } from '../../client/prepare-state-machine.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import type { DeployInput, DeployOptions } from '../deploy-options.ts'
import { tagRecord } from '../ownership.ts'
import { roleArnOf, roleName } from '../role/role-name.ts'
import { parseAsl, roleSteps } from '../role/role-steps.ts'
import { versionSteps } from '../versions/version-steps.ts'
import { activitySteps } from './activity-steps.ts'
import { alarmSteps } from './alarm-steps.ts'
import { deploymentOrder } from './deployment-order.ts'
import { findAccount, findAccountOfServer } from './find-account.ts'
import { logGroupArn, logGroupStep } from './log-group-step.ts'
import type { PlannedMachine } from './planned-machine.ts'
import { stateMachineStep } from './state-machine-step.ts'
import type { DeploymentStep, ExecutableStep } from './step.ts'

/** The steps of one state machine. */
export interface MachineSteps {
  readonly machine: PlannedMachine
  readonly steps: readonly ExecutableStep[]
  /** The step that deploys the state machine itself. */
  readonly deployed: DeploymentStep
  readonly versionArn: () => string | undefined
}

/** Plans the deployment of state machines, each after those that it starts. Nothing is changed. */
export const planDeployment = async (
  deps: DeployDeps,
  inputs: readonly DeployInput[],
  options: DeployOptions,
  label: string | undefined,
): Promise<MachineSteps[]> => {
  const machines: PlannedMachine[] = []
  for (const input of inputs) machines.push(await planMachine(deps, input, options, label))
  assertDistinctNames(machines)
  const planned: MachineSteps[] = []
  for (const machine of deploymentOrder(machines)) planned.push(await planSteps(deps, machine))
  return planned
}

/** Prepares a state machine for its deployment, and reads the deployed one. */
export const planMachine = async (
  { session, services, hasServices }: DeployDeps,
  { name: given, definition, settings }: DeployInput,
  options: DeployOptions,
  label: string | undefined,
): Promise<PlannedMachine> => {
  const isInferred = settings.role === 'infer' && (await hasServices())
  if (isInferred) await findAccount(session, services.iam)
  if (settings.roleArn === undefined) await findAccountOfServer(session)
  const prepared = await prepareStateMachine(session, { name: given, definition }, settings)
  const { name, environment, activities } = prepared
  const awsName = toAwsName(name)
  const arn = stateMachineArn(environment, awsName)
  const present = await findStateMachine(session, arn)
  const { role: _, ...others } = settings
  const roleArn = isInferred
    ? roleArnOf(environment, roleName({ resource: 'state machine', name, environment }))
    : undefined
  return {
    name,
    awsName,
    stateMachineArn: arn,
    environment,
    given: definition,
    asl: parseAsl(prepared.definition),
    activities,
    options: {
      ...options,
      ...others,
      ...(roleArn !== undefined && { role: 'infer', roleArn }),
      ...(others.logging && { logging: withLogGroup(others.logging, logGroupArn(environment, awsName)) }),
    },
    label,
    present,
    presentTags: present ? tagRecord([...(await fetchTags(session, arn))]) : {},
  }
}

/** Logging needs a log group: without one, the state machine gets its own. */
const withLogGroup = (logging: NonNullable<DeployOptions['logging']>, logGroupArn: string) =>
  logging.level === 'OFF' ? logging : { logGroupArn, ...logging }

const assertDistinctNames = (machines: readonly PlannedMachine[]): void => {
  const names = machines.map(({ awsName }) => awsName)
  const twice = machines.find(({ awsName }, index) => names.indexOf(awsName) !== index)
  if (twice) throw new TypeError(`two definitions have the name "${twice.name}": rename one of them`)
}

const planSteps = async (deps: DeployDeps, machine: PlannedMachine): Promise<MachineSteps> => {
  const { session, services } = deps
  const { options, environment, awsName } = machine
  const hasServices = await deps.hasServices()
  const hasOwnLogGroup = hasServices && options.logging?.logGroupArn === logGroupArn(environment, awsName)
  const role = options.role === 'infer' ? await roleSteps(deps, machine) : { before: [], after: [] }
  const deployed = stateMachineStep(session, machine)
  const version = await versionSteps(deps, machine, deployed)
  const steps = [
    ...(hasOwnLogGroup ? [await logGroupStep(services.logs, awsName)] : []),
    ...role.before,
    ...(await activitySteps(session, machine)),
    deployed,
    ...version.steps,
    ...role.after,
    ...(hasServices && options.alarms ? await alarmSteps(services.cloudWatch, machine, options.alarms) : []),
  ]
  return { machine, steps, deployed, versionArn: version.versionArn }
}
