import type { AwsEnvironment } from '../arn.ts'
import type { System } from '../system.ts'
import type { EngineDeps } from './engine-deps.ts'
import { type MapRuns, runMapOn } from './execution/run-map.ts'
import type { EngineExecution } from './execution/start-execution.ts'
import { createActivities } from './store/activity-queue.ts'
import { createTaskTokens } from './store/task-tokens.ts'
import { createInvokeLambda, type LambdaHandler } from './tasks/lambda/create-invoke-lambda.ts'
import type { TaskHandler } from './tasks/services/perform-integration.ts'

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
export interface Reach extends Pick<EngineDeps, 'callOperation' | 'findExecution'> {
  readonly mapRuns: MapRuns
  /** Told of each child that a Map Run starts. */
  readonly addChild: (child: EngineExecution) => void
}

export const createEngineDeps = (
  { environment, system }: { environment: AwsEnvironment; system: System },
  { lambdas = {}, lambdaEndpoint, taskHandlers = {} }: Services,
  { callOperation, findExecution, mapRuns, addChild }: Reach,
): EngineDeps => {
  const tokens = createTaskTokens(system)
  const runMap = runMapOn(mapRuns, { deps: () => deps, added: addChild })
  const deps: EngineDeps = {
    environment,
    system,
    tokens,
    taskHandlers,
    activities: createActivities(system, tokens),
    invokeLambda: createInvokeLambda({ lambdas, endpoint: lambdaEndpoint }, system),
    callOperation,
    findExecution,
    runMap,
  }
  return deps
}
