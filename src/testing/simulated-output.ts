import { parseBySchema } from '../client/parse-payload.ts'
import { schemasOf } from '../dsl/machine-schemas.ts'
import type { EngineExecution } from '../engine/execution/engine-execution.ts'
import type { SimulateOptions } from './simulate-options.ts'

/**
 * Returns the options with the input that the schema of the definition makes of theirs. A section has an input of its own.
 * @throws TypeError with a line for each issue
 */
export const withParsedInput = async (definition: unknown, options: SimulateOptions): Promise<SimulateOptions> => {
  const { input: schema } = schemasOf(definition)
  if (!schema || options.startAt !== undefined) return options
  return { ...options, input: await parseBySchema('input', schema, options.input) }
}

/**
 * Returns the output of an execution, as the schema of the definition makes it; `undefined` unless it succeeded.
 * @throws TypeError with a line for each issue
 */
export const simulatedOutput = (
  definition: unknown,
  { status, output }: EngineExecution,
  { until }: SimulateOptions,
): Promise<unknown> | unknown => {
  if (status !== 'SUCCEEDED' || output === undefined) return undefined
  const value: unknown = JSON.parse(output)
  const { output: schema } = schemasOf(definition)
  return schema && until === undefined ? parseBySchema('output', schema, value) : value
}
