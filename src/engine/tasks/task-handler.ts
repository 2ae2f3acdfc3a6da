/**
 * Performs a service integration that the engine does not perform itself: receives the state's `parameters`, returns the service's
 * response. An error that it throws fails the task: with `error` and `cause` of a TaskError, else with the error's name and message.
 * `signal` is aborted when the task times out or its execution stops.
 *
 * @example
 * const sendMessage: TaskHandler = ({ MessageBody }) => ({ MessageId: MessageBody.slice(0, 8) })
 * createLocal({ taskHandlers: { 'sqs:sendMessage': sendMessage } })
 */
export type TaskHandler = (
  // biome-ignore lint/suspicious/noExplicitAny: each service expects its own parameters
  parameters: any,
  context: { resource: string; taskToken: string | undefined; signal: AbortSignal },
) => unknown

/** Task handlers by resource (`sqs:sendMessage`) or by service (`sqs`). */
export type TaskHandlers = Readonly<Record<string, TaskHandler>>
