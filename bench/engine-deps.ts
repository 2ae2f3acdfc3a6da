import { createEngineDeps as createDeps } from '../src/engine/create-engine-deps.ts'
import type { EngineOptions } from '../src/engine/engine.ts'
import type { EngineDeps } from '../src/engine/engine-deps.ts'
import type { EngineExecution } from '../src/engine/execution/engine-execution.ts'
import { startExecution } from '../src/engine/execution/start-execution.ts'
import { parseJsonText } from '../src/engine/interpreter/program/json-text.ts'
import type { StateMachineProgram } from '../src/engine/interpreter/program/program.ts'
import { MemoryStorage } from '../src/engine/s3/memory-storage.ts'
import { realSystem as system } from '../src/system.ts'

/** The deps of an engine, without its API around them. */
export const createEngineDeps = (options: EngineOptions = {}): EngineDeps =>
  createDeps({ system, ...options }, new MemoryStorage({ system, region: 'us-east-1' }))

const arn = (kind: string) => `arn:aws:states:us-east-1:123456789012:${kind}:bench`
const roleArn = 'arn:aws:iam::123456789012:role/bench'

/** Starts an execution. */
export const begin = (machine: StateMachineProgram, inputText: string, deps: EngineDeps): EngineExecution => {
  const stateMachine = { arn: arn('stateMachine'), name: 'bench', roleArn, type: 'STANDARD' } as const
  return startExecution({
    arn: `${arn('execution')}:1`,
    name: '1',
    machine,
    stateMachine,
    inputText,
    input: parseJsonText(inputText),
    deps,
  })
}

/** Runs an execution to its end. @throws Error if it fails */
export const run = async (machine: StateMachineProgram, input: string, deps: EngineDeps): Promise<EngineExecution> => {
  const execution = begin(machine, input, deps)
  await execution.done
  if (execution.status !== 'SUCCEEDED') throw new Error(`${execution.status}: ${execution.error} ${execution.cause}`)
  return execution
}
