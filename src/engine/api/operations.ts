import { ApiError } from '../api-error.ts'
import { activityOperations } from './activities.ts'
import { aliasOperations } from './aliases.ts'
import { executionOperations } from './executions.ts'
import { mapRunOperations } from './map-runs.ts'
import type { Operation } from './model/operation.ts'
import { startOperations } from './start-execution.ts'
import { stateMachineOperations } from './state-machines.ts'
import { tagOperations } from './tags.ts'
import { taskOperations } from './tasks.ts'
import { testStateOperations } from './test-state/test-state.ts'
import { validationOperations } from './validation.ts'
import { versionOperations } from './versions.ts'

/** All operations that the engine offers, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>(
  Object.entries({
    ...stateMachineOperations,
    ...versionOperations,
    ...aliasOperations,
    ...validationOperations,
    ...testStateOperations,
    ...startOperations,
    ...executionOperations,
    ...mapRunOperations,
    ...activityOperations,
    ...taskOperations,
    ...tagOperations,
  }),
)

/** Operations of the API that the engine does not offer. */
const notOffered = ['RedriveExecution']

/** The operation with a name. @throws ApiError UnknownOperationException */
export const requireOperation = (name: string): Operation => {
  const operation = operations.get(name)
  if (operation) return operation
  const problem = notOffered.includes(name) ? 'is not offered by this engine' : 'is not an operation of Step Functions'
  throw new ApiError(
    'UnknownOperationException',
    `'${name}' ${problem}; expected one of ${[...operations.keys()].sort().join(', ')}`,
  )
}
