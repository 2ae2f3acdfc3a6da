import { ApiError } from '../api-error.ts'
import { activityOperations } from './activities.ts'
import { aliasOperations } from './aliases.ts'
import { executionOperations } from './executions.ts'
import { mapRunOperations } from './map-runs.ts'
import type { Operation } from './model/operation.ts'
import { redriveOperations } from './redrive-execution.ts'
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
    ...redriveOperations,
    ...mapRunOperations,
    ...activityOperations,
    ...taskOperations,
    ...tagOperations,
  }),
)

/** The operation with a name. @throws ApiError UnknownOperationException */
export const requireOperation = (name: string): Operation => {
  const operation = operations.get(name)
  if (operation) return operation
  throw new ApiError(
    'UnknownOperationException',
    `'${name}' is not an operation of Step Functions; expected one of ${[...operations.keys()].sort().join(', ')}`,
  )
}
