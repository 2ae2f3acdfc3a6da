/** The error names that Step Functions itself gives or matches (ASL spec, Appendix A; developer guide, Error names; Lambda's service errors). */
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

/** What `errorEquals` names: an editor offers the reserved names, and every other is as good. */
export type ErrorName = ReservedErrorName | (string & {})
