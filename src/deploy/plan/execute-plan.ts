import { booleanCheck, functionCheck, type OptionChecks, signalCheck } from '../../options.ts'
import type { DeploymentPlan, DeploymentStep, ExecutableStep } from './step.ts'

/** The options of a plan and its execution. */
export interface PlanOptions {
  /** Returns the plan and changes nothing. Default false. */
  readonly dryRun?: boolean
  /** Is asked before anything changes, if something changes. Default: no question. */
  readonly confirm?: (plan: DeploymentPlan) => boolean | Promise<boolean>
  /** Is called before each step that changes something, with the number of such steps. */
  readonly onStep?: (step: DeploymentStep, count: number) => void
  /** Stops the deployment between two steps, or a canary. The next deployment completes it. */
  readonly signal?: AbortSignal
}

export const planChecks: OptionChecks<PlanOptions> = {
  dryRun: booleanCheck,
  confirm: functionCheck,
  onStep: functionCheck,
  signal: signalCheck,
}

/** Asks for confirmation of a plan, and executes the steps that change something. */
export const executePlan = async (
  steps: readonly ExecutableStep[],
  { dryRun = false, confirm = () => true, onStep, signal }: PlanOptions,
): Promise<{ readonly plan: DeploymentPlan; readonly isDone: boolean }> => {
  const changing = steps.filter(({ action }) => action !== 'unchanged')
  const plan = { steps: steps.map(toStep), hasChanges: changing.length > 0 }
  const isDone = !dryRun && (!plan.hasChanges || (await confirm(plan)))
  if (!isDone) return { plan, isDone }
  for (const step of changing) {
    signal?.throwIfAborted()
    onStep?.(toStep(step), changing.length)
    await step.execute(signal)
  }
  return { plan, isDone }
}

const toStep = ({ resource, name, action, changes, diff }: DeploymentStep): DeploymentStep => ({
  resource,
  name,
  action,
  changes,
  ...(diff && { diff }),
})
