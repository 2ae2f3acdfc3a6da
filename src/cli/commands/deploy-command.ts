import type { DeployOptions } from '../../deploy/deploy-options.ts'
import type { DeployedStateMachine, Deployment } from '../../deploy/deploy-state-machines.ts'
import { createDeployer } from '../../deploy/deployer.ts'
import type { FunctionSources } from '../../deploy/lambda/function-source.ts'
import { formatPlan, showStep } from '../../deploy/plan/format-plan.ts'
import type { DeploymentPlan } from '../../deploy/plan/step.ts'
import type { CanaryOptions } from '../../deploy/versions/canary-options.ts'
import { confirm } from '../confirm.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { deployClients, type ServiceOptions } from '../deploy-clients.ts'
import { checkDefinition, nameOfStateMachine } from '../deploy-file.ts'
import { fileFunctions, mergeFunctions } from '../file-functions.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'

export interface DeployCommandArgs extends ConnectOptions, ServiceOptions {
  readonly files: readonly string[]
  readonly release?: string
  readonly alias?: string
  readonly canary?: CanaryOptions
  readonly type?: 'STANDARD' | 'EXPRESS'
  readonly roleArn?: string
  readonly inferRole?: boolean
  readonly tag?: Readonly<Record<string, string>>
  readonly logLevel?: 'ALL' | 'ERROR' | 'FATAL' | 'OFF'
  /** The names of metrics that get an alarm. */
  readonly alarm?: readonly string[]
  readonly lambdas?: boolean
  readonly adopt?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

/** Deploys the state machines of files: prints the plan, asks for confirmation, and prints each step. */
export const deployCommand = async (args: DeployCommandArgs, io: Io): Promise<number> => {
  const items = []
  const functions: [file: string, sources: FunctionSources][] = []
  for (const file of args.files) {
    const loaded = await loadFile(file, io)
    checkDefinition(file, loaded)
    if (args.lambdas) functions.push([file, fileFunctions(file, loaded, io)])
    items.push({ name: nameOfStateMachine(file, loaded), definition: loaded.definition })
  }
  const lambdas = mergeFunctions(functions)
  const { stepwise, name: engine, close } = await connect(args, io)
  try {
    const { deploy } = createDeployer(stepwise, deployClients(args, io))
    const deployment = await deploy(items, {
      ...deployOptions(args, engine, io),
      ...(args.lambdas && { lambdas }),
    })
    if (args.json) io.out(`${JSON.stringify(deployment, null, 2)}\n`)
    else showDeployment(deployment, args, io)
    return deployment.isDone || args.dryRun ? exitCodes.done : exitCodes.failed
  } catch (cause) {
    if (!io.signal.aborted) throw cause
    throw new Error('the deployment was stopped: deploy again to complete it', { cause })
  } finally {
    await close()
  }
}

const deployOptions = (args: DeployCommandArgs, engine: string, io: Io): DeployOptions => {
  const { release, alias, canary, type, roleArn, inferRole, tag, logLevel, alarm, adopt, dryRun } = args
  const given = { version: release, alias, canary, type, roleArn, tags: tag, adopt, dryRun }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(inferRole && { role: 'infer' }),
    ...(logLevel && { logging: { level: logLevel } }),
    ...(alarm && { alarms: Object.fromEntries(alarm.map((metric) => [metric, {}])) }),
    confirm: (plan) => confirmPlan(plan, args, engine, io),
    ...(!args.json && { onStep: showProgress(io) }),
    signal: io.signal,
  }
}

/** Returns a function that prints each step with its number. */
const showProgress = ({ out, colors }: Io): NonNullable<DeployOptions['onStep']> => {
  let number = 0
  return (step, count) => out(`${colors.dim(`[${++number}/${count}]`)} ${showStep(step, colors)} …\n`)
}

/** Shows the plan, and asks for confirmation. */
const confirmPlan = async (plan: DeploymentPlan, { yes, json }: DeployCommandArgs, engine: string, io: Io) => {
  if (!json) io.out(`${formatPlan(plan, io.colors)}\n`)
  return confirm({ command: 'deploy', question: `Deploy to ${engine}?`, yes }, io)
}

const showDeployment = ({ plan, isDone, stateMachines }: Deployment, { dryRun }: DeployCommandArgs, io: Io): void => {
  if (dryRun || (isDone && !plan.hasChanges)) io.out(`${formatPlan(plan, io.colors)}\n`)
  if (dryRun) return
  if (!isDone) io.out('nothing was deployed\n')
  else for (const stateMachine of stateMachines) io.out(`${showDeployed(stateMachine)}\n`)
}

const results = { create: 'created', update: 'updated', unchanged: 'unchanged' } as const

const showDeployed = ({ name, action, versionArn, stateMachineArn }: DeployedStateMachine): string =>
  `${name} ${results[action]}: ${versionArn ?? stateMachineArn}`
