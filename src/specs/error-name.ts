/** The error names that Step Functions reports or matches (ASL spec, Appendix A; developer guide, Error names; recordings). */
export const reservedErrorNames = [
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
  'States.HeartbeatTimeout',
  'States.Permissions',
  'States.DataLimitExceeded',
  'States.QueryEvaluationError',
  'States.IntrinsicFailure',
  'States.ParameterPathFailure',
  'States.ResultPathMatchFailure',
  'States.BranchFailed',
  'States.NoChoiceMatched',
  'States.ExceedToleratedFailureThreshold',
  'States.ItemReaderFailed',
  'States.ResultWriterFailed',
  'States.Runtime',
  'States.Http.Socket',
] as const

/** An HTTP task fails with the status code in the error's name. */
export const httpStatusErrorName = /^States\.Http\.StatusCode\.\d+$/

/** The error names of the Lambda integration (developer guide, Error names; Lambda's service errors). */
type LambdaErrorName =
  | 'Lambda.Unknown'
  | 'Lambda.ServiceException'
  | 'Lambda.AWSLambdaException'
  | 'Lambda.SdkClientException'
  | 'Lambda.ClientExecutionTimeoutException'
  | 'Lambda.TooManyRequestsException'

type ReservedErrorName = (typeof reservedErrorNames)[number] | `States.Http.StatusCode.${number}` | LambdaErrorName

/** An error name in `errorEquals`. Editors complete the reserved names; every other string is valid too. */
export type ErrorName = ReservedErrorName | (string & {})
