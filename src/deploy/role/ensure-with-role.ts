import type { EnsuredStateMachine } from '../../client/create-or-update.ts'
import { ensureStateMachine } from '../../client/ensure-state-machine.ts'
import type { NamedDefinition } from '../../client/prepare-state-machine.ts'
import { assertStateMachineOptions, type StateMachineOptions } from '../../client/state-machine-options.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import { planMachine } from '../plan/plan-deployment.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { roleSteps } from './role-steps.ts'

/** Creates or updates the role of a state machine, then the state machine itself. An engine other than AWS gets no role. */
export const ensureWithRole = async (
  deps: DeployDeps,
  named: NamedDefinition,
  options: StateMachineOptions,
): Promise<EnsuredStateMachine> => {
  assertStateMachineOptions(options)
  const { role: _, ...others } = options
  if (!(await deps.hasServices())) return ensureStateMachine(deps.session, named, others)
  const { publish, alias, ...settings } = options
  const input = { name: named.name, definition: named.definition, settings }
  const machine = await planMachine(deps, input, alias === undefined ? {} : { alias }, undefined)
  const { before, after } = await roleSteps(deps, machine)
  const { roleArn } = machine.options
  await executeAll(before)
  const ensured = await ensureStateMachine(deps.session, named, {
    ...others,
    ...(roleArn !== undefined && { roleArn }),
  })
  await executeAll(after)
  return ensured
}

const executeAll = async (steps: readonly ExecutableStep[]): Promise<void> => {
  for (const { action, execute } of steps) if (action !== 'unchanged') await execute(undefined)
}
