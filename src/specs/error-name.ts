/** The error names that Step Functions and its Lambda integration report or match (ASL spec, Appendix A; developer guide, Error names; Lambda's service errors). */
type ReservedErrorName =
  | 'States.ALL'
  | 'States.TaskFailed'
  | 'States.Timeout'
  | 'States.HeartbeatTimeout'
  | 'States.Permissions'
  | 'States.DataLimitExceeded'
  | 'States.QueryEvaluationError'
  | 'States.IntrinsicFailure'
  | 'States.ParameterPathFailure'
  | 'States.ResultPathMatchFailure'
  | 'States.BranchFailed'
  | 'States.NoChoiceMatched'
  | 'States.ExceedToleratedFailureThreshold'
  | 'States.ItemReaderFailed'
  | 'States.ResultWriterFailed'
  | 'States.Http.Socket'
  | `States.Http.StatusCode.${number}`
  | 'Lambda.Unknown'
  | 'Lambda.ServiceException'
  | 'Lambda.AWSLambdaException'
  | 'Lambda.SdkClientException'
  | 'Lambda.ClientExecutionTimeoutException'
  | 'Lambda.TooManyRequestsException'

/** An error name in `errorEquals`. Editors complete the reserved names; every other string is valid too. */
export type ErrorName = ReservedErrorName | (string & {})
