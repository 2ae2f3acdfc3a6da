import { expectedOneOf } from '../../options.ts'
import type { DeployDeps } from '../deploy-deps.ts'
import type { PlannedMachine } from '../plan/planned-machine.ts'
import type { ExecutableStep } from '../plan/step.ts'
import { type FunctionSources, plannedFunctions } from './function-source.ts'
import { functionSteps } from './function-steps.ts'
import { usedFunctions } from './used-functions.ts'

/**
 * Plans the functions of state machines. An engine other than AWS gets none: it runs functions from their files.
 * @throws TypeError for a function that no task calls, or a wrong option.
 */
export const planFunctions = async (
  deps: DeployDeps,
  sources: FunctionSources,
  machines: readonly PlannedMachine[],
  adopt = false,
): Promise<ExecutableStep[]> => {
  const planned = plannedFunctions('options.lambdas', sources)
  const users = machines.map((machine) => ({ machine, used: usedFunctions(machine.asl) }))
  const called = [...new Set(users.flatMap(({ used }) => [...used]))]
  const unused = planned.find(({ name }) => !called.includes(name))
  if (unused)
    throw new TypeError(
      `options.lambdas has ${JSON.stringify(unused.key)}, and no task calls it; ${expectedOneOf(
        unused.key,
        called.map((name) => `lambda/${name}`),
      )}`,
    )
  if (!(await deps.hasServices())) return []
  const steps: ExecutableStep[] = []
  for (const one of planned) {
    const owner = users.find(({ used }) => used.has(one.name))?.machine
    if (owner)
      steps.push(...(await functionSteps(deps, one, { environment: owner.environment, creator: owner.awsName, adopt })))
  }
  return steps
}
