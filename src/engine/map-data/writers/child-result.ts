import type { Json, JsonObject } from '../../../json.ts'
import type { EngineExecution } from '../../execution/engine-execution.ts'
import type { AslWriterConfig } from '../../interpreter/program/asl.ts'
import { parseJsonText } from '../../interpreter/program/json-text.ts'

/** A child execution with its metadata, as ResultWriter writes it (developer guide, input-output-resultwriter). */
export const childResult = (execution: EngineExecution): JsonObject => {
  const { arn, name, stateMachineArn, status, input, output, error, cause, startDate, stopDate } = execution
  return {
    ...(cause !== undefined && { Cause: cause }),
    ...(error !== undefined && { Error: error }),
    ExecutionArn: arn,
    Input: input,
    InputDetails: { Included: true },
    Name: name,
    ...(output !== undefined && { Output: output, OutputDetails: { Included: true } }),
    StartDate: new Date(startDate).toISOString(),
    StateMachineArn: stateMachineArn,
    Status: status,
    ...(stopDate !== undefined && { StopDate: new Date(stopDate).toISOString() }),
  }
}

/** The results of child executions that succeeded: with metadata (NONE), outputs only, or outputs with arrays flattened by one level. */
export function* transformedResults(
  executions: readonly EngineExecution[],
  transformation: AslWriterConfig['Transformation'],
): Generator<Json, void> {
  for (const execution of executions) {
    if (transformation === 'NONE') {
      yield childResult(execution)
      continue
    }
    const output = parseJsonText(execution.output ?? 'null')
    if (transformation === 'FLATTEN' && Array.isArray(output)) yield* output
    else yield output
  }
}
