import type { Json, JsonObject } from '../../../json.ts'
import type { EngineExecution } from '../../execution/engine-execution.ts'
import type { AslWriterConfig } from '../../interpreter/program/asl.ts'
import { parseJsonText, toJsonText } from '../../interpreter/program/json-text.ts'

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

/** A child execution that has not started. It has no name yet. */
export const pendingResult = (input: Json, stateMachineArn: string): JsonObject => ({
  Input: toJsonText(input),
  InputDetails: { Included: true },
  StateMachineArn: stateMachineArn,
  Status: 'PENDING',
})

/** The results of a child execution that succeeded: with metadata (NONE), its output, or the elements of its output (FLATTEN). */
export const transformedResults = (
  execution: EngineExecution,
  transformation: AslWriterConfig['Transformation'],
): Json[] => {
  if (transformation === 'NONE') return [childResult(execution)]
  const output = parseJsonText(execution.output ?? 'null')
  return transformation === 'FLATTEN' && Array.isArray(output) ? output : [output]
}
