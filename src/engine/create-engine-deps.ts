import type { Place } from '../arn.ts'
import type { System } from '../system.ts'
import { createActivities } from './store/activity-queues.ts'
import type { Execution } from './execution/execution.ts'
import { type MapRuns, runMapOn } from './execution/map-run.ts'
import { createTaskTokens } from './store/task-tokens.ts'
import type { TaskHandler } from './tasks/services/integration.ts'
import { createInvokeLambda, type LambdaHandler } from './tasks/lambda/handlers.ts'
import type { World } from './engine-deps.ts'

/** What tasks can call beside the engine itself. */
export interface Services {
  /** Lambda functions that run in this process, by name. */
  readonly lambdas?: Readonly<Record<string, LambdaHandler>>
  /** The URL of a Lambda API that has all other functions. */
  readonly lambdaEndpoint?: string | undefined
  /** What performs the resources that the engine does not know, by resource (`sqs:sendMessage`) or service (`sqs`). */
  readonly taskHandlers?: Readonly<Record<string, TaskHandler>>
}

/** What executions reach through their engine: its API, its executions, its Map Runs. */
export interface Reach extends Pick<World, 'callOperation' | 'findExecution'> {
  readonly mapRuns: MapRuns
  /** Told of each child that a Map Run starts. */
  readonly addChild: (child: Execution) => void
}

export const createWorld = (
  { place, system }: { place: Place; system: System },
  { lambdas = {}, lambdaEndpoint, taskHandlers = {} }: Services,
  { callOperation, findExecution, mapRuns, addChild }: Reach,
): World => {
  const tokens = createTaskTokens(system)
  const runMap = runMapOn(mapRuns, { world: () => world, added: addChild })
  const world: World = {
    place,
    system,
    tokens,
    taskHandlers,
    activities: createActivities(system, tokens),
    invokeLambda: createInvokeLambda({ lambdas, endpoint: lambdaEndpoint }, system),
    callOperation,
    findExecution,
    runMap,
  }
  return world
}
