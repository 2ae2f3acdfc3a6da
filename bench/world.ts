import { placeOf } from '../src/arn.ts'
import { createActivities } from '../src/engine/activities.ts'
import { type Execution, startExecution } from '../src/engine/execution.ts'
import type { Machine } from '../src/engine/interpret/program.ts'
import { runMapOn } from '../src/engine/map-runs.ts'
import { createTaskTokens } from '../src/engine/task-tokens.ts'
import { createInvokeLambda, type LambdaHandler } from '../src/engine/tasks/lambda-handlers.ts'
import type { World } from '../src/engine/world.ts'
import { realSystem as system } from '../src/system.ts'

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
