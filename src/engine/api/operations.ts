import { ApiError } from '../api-error.ts'
import { activities } from './activities.ts'
import { aliases } from './aliases.ts'
import { describeExecution } from './describe-execution.ts'
import { describeStateMachine } from './describe-state-machine.ts'
import { executions } from './executions.ts'
import { mapRuns } from './map-runs.ts'
import type { Operation } from './model/operation.ts'
import { starts } from './start-execution.ts'
import { stateMachines } from './state-machines.ts'
import { tagging } from './tags.ts'
import { tasks } from './tasks.ts'
import { definitions } from './validation.ts'
import { versions } from './versions.ts'

const operations = new Map<string, Operation>(
  Object.entries({
    ...stateMachines,
    ...describeStateMachine,
    ...versions,
    ...aliases,
    ...definitions,
    ...starts,
    ...executions,
    ...describeExecution,
    ...mapRuns,
    ...activities,
    ...tasks,
    ...tagging,
  }),
)

/** Operations of AWS's API that the engine does not offer. */
const notOffered = ['RedriveExecution', 'TestState']

/** @throws ApiError UnknownOperationException */
export const operationNamed = (name: string): Operation => {
  const operation = operations.get(name)
  if (operation) return operation
  const why = notOffered.includes(name) ? 'is not offered by this engine yet' : 'is no operation of Step Functions'
  throw new ApiError(
    'UnknownOperationException',
    `'${name}' ${why}. Offered: ${[...operations.keys()].sort().join(', ')}`,
  )
}
