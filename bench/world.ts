import { placeOf } from '../dist/arn.js'
import { createActivities } from '../dist/engine/activities.js'
import { type Execution, startExecution } from '../dist/engine/execution.js'
import type { Machine } from '../dist/engine/interpret/program.js'
import { runMapOn } from '../dist/engine/map-runs.js'
import { createTaskTokens } from '../dist/engine/task-tokens.js'
import { createInvokeLambda, type LambdaHandler } from '../dist/engine/tasks/lambda-handlers.js'
import type { World } from '../dist/engine/world.js'
import { realSystem as system } from '../dist/system.js'

/** What a machine needs to run, without the API around it. */
export const createWorld = ({ lambdas = {} }: { lambdas?: Record<string, LambdaHandler> } = {}): World => {
  const tokens = createTaskTokens(system)
  const world: World = {
    place: placeOf('us-east-1', '123456789012'),
    system,
    tokens,
    activities: createActivities(system, tokens),
    invokeLambda: createInvokeLambda({ lambdas, endpoint: undefined }, system),
    taskHandlers: {},
    callOperation: () => Promise.reject(new Error('the benchmark calls no operation')),
    findExecution: () => undefined,
    runMap: (call, parent) => runMapOn(new Map(), { world: () => world, added: () => {} })(call, parent),
  }
  return world
}

const arn = (kind: string) => `arn:aws:states:us-east-1:123456789012:${kind}:bench`
const roleArn = 'arn:aws:iam::123456789012:role/bench'

/** Starts a machine. */
export const begin = (machine: Machine, input: string, world: World): Execution => {
  const stateMachine = { arn: arn('stateMachine'), name: 'bench', roleArn, type: 'STANDARD' } as const
  return startExecution({ arn: `${arn('execution')}:1`, name: '1', machine, stateMachine, input, world })
}

/** Runs a machine to its end. @throws Error where it fails */
export const run = async (machine: Machine, input: string, world: World): Promise<Execution> => {
  const execution = begin(machine, input, world)
  await execution.done
  if (execution.status !== 'SUCCEEDED') throw new Error(`${execution.status}: ${execution.error} ${execution.cause}`)
  return execution
}
