import { placeOf } from '../src/arn.ts'
import { createWorld as createEngineWorld, type Services } from '../src/engine/create-engine-deps.ts'
import { type Execution, startExecution } from '../src/engine/execution/execution.ts'
import type { Machine } from '../src/engine/interpreter/program/compile.ts'
import type { World } from '../src/engine/engine-deps.ts'
import { realSystem as system } from '../src/system.ts'

/** What a machine needs to run, without the API around it. */
export const createWorld = (services: Services = {}): World =>
  createEngineWorld({ place: placeOf('us-east-1', '123456789012'), system }, services, {
    callOperation: () => Promise.reject(new Error('the benchmark calls no operation')),
    findExecution: () => undefined,
    mapRuns: new Map(),
    addChild: () => {},
  })

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
