import { isJsonObject } from '../json.ts'

export interface ExecutionNames {
  readonly stateMachineName: string
  readonly executionName: string
}

/**
 * Adds the names of an execution to its input as `state-machine-name` and `execution-name`, which workers written for the Clojure
 * library Stepwise read. In a definition, the context object has these names: `$$.StateMachine.Name`, `$$.Execution.Name`.
 * @returns a copy of an object; any other input unchanged, because it has no members.
 *
 * @example
 * const names = { stateMachineName: 'adder', executionName: 'run-7' }
 * stamp({ x: 1 }, names) // => { x: 1, 'state-machine-name': 'adder', 'execution-name': 'run-7' }
 */
export const stamp = <Input>(input: Input, { stateMachineName, executionName }: ExecutionNames): Input =>
  isJsonObject(input) ? { ...input, 'state-machine-name': stateMachineName, 'execution-name': executionName } : input
