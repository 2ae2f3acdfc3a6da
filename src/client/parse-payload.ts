import { schemasOf } from '../dsl/machine-schemas.ts'
import type { Json } from '../json.ts'
import { parseWithSchema, type StandardSchema } from '../standard-schema.ts'
import type { ExecutionDescription } from './execution-description.ts'
import type { StateMachineReference } from './resolve-arn.ts'

/**
 * Parses the input of an execution with the schema of the state machine's definition, if there is one.
 * @throws TypeError with a line for each issue.
 */
export const parseInput = async (ref: StateMachineReference, input: unknown): Promise<unknown> =>
  parseBySchema('input', schemasOf(ref).input, input)

/** Parses the output of an execution that succeeded, as {@link parseInput}. */
export const parseOutput = async (
  ref: StateMachineReference,
  execution: ExecutionDescription,
): Promise<ExecutionDescription> => {
  const { output: schema } = schemasOf(ref)
  if (!schema || execution.status !== 'SUCCEEDED') return execution
  // A schema can return any value. The type of the definition has the type of that value.
  return { ...execution, output: (await parseBySchema('output', schema, execution.output)) as Json }
}

/** Parses a payload with a schema. @throws TypeError with a line for each issue */
export const parseBySchema = async (
  label: string,
  schema: StandardSchema<unknown, unknown> | undefined,
  value: unknown,
): Promise<unknown> => {
  if (!schema) return value
  const parsed = await parseWithSchema(schema, value)
  if ('value' in parsed) return parsed.value
  throw new TypeError(`the ${label} does not match the schema of the state machine: ${parsed.problem}`)
}
