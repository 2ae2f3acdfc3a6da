import { awsEnvironment } from '../src/arn.ts'
import { createEngineDeps as createDeps, type Services } from '../src/engine/create-engine-deps.ts'
import type { EngineDeps } from '../src/engine/engine-deps.ts'
import { type Execution, startExecution } from '../src/engine/execution/execution.ts'
import type { StateMachineProgram } from '../src/engine/interpreter/program/program.ts'
import { realSystem as system } from '../src/system.ts'

/** What a machine needs to run, without the API around it. */
export const createEngineDeps = (services: Services = {}): EngineDeps =>
  createDeps({ environment: awsEnvironment('us-east-1', '123456789012'), system }, services, {
    callOperation: () => Promise.reject(new Error('the benchmark calls no operation')),
    findExecution: () => undefined,
    mapRuns: new Map(),
    addChild: () => {},
  })

const arn = (kind: string) => `arn:aws:states:us-east-1:123456789012:${kind}:bench`
const roleArn = 'arn:aws:iam::123456789012:role/bench'

/** Starts a machine. */
export const begin = (machine: StateMachineProgram, input: string, deps: EngineDeps): Execution => {
  const stateMachine = { arn: arn('stateMachine'), name: 'bench', roleArn, type: 'STANDARD' } as const
  return startExecution({ arn: `${arn('execution')}:1`, name: '1', machine, stateMachine, input, deps })
}

/** Runs a machine to its end. @throws Error where it fails */
export const run = async (machine: StateMachineProgram, input: string, deps: EngineDeps): Promise<Execution> => {
  const execution = begin(machine, input, deps)
  await execution.done
  if (execution.status !== 'SUCCEEDED') throw new Error(`${execution.status}: ${execution.error} ${execution.cause}`)
  return execution
}
