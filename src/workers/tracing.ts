import { tracingChannel } from 'node:diagnostics_channel'

/** What subscribers of the channel see of a task: first this, later with `result` or `error` as well. */
export interface TracedTask {
  readonly activity: string
  readonly taskToken: string
  readonly executionArn: string | undefined
  readonly input: unknown
}

/**
 * Each task that is performed passes through `tracing:stepwise-ts:task:start`, `end`, `asyncStart`, `asyncEnd` and `error` of
 * `node:diagnostics_channel`, so that tracing tools can hook in without a word in the code. It costs nothing while nobody listens.
 */
const channel = tracingChannel<TracedTask>('stepwise-ts:task')

export const traced = <T>(task: TracedTask, perform: () => Promise<T>): Promise<T> =>
  channel.tracePromise(perform, { ...task })
