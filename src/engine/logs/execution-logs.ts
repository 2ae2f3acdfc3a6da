import type { System } from '../../system.ts'
import { CloudWatchLogs } from './cloud-watch-logs.ts'
import type { LogSink } from './execution-log-event.ts'

/** The sinks for the log events of an engine's executions. */
export interface ExecutionLogs {
  readonly write: LogSink
  /** True if a log group exists. Without an endpoint of CloudWatch Logs, this is not known. */
  hasLogGroup(logGroupArn: string): Promise<boolean> | undefined
  /** Resolves when all events have been delivered. */
  flush(): Promise<void>
}

export interface ExecutionLogsOptions {
  readonly sink: LogSink | undefined
  /** The URL of CloudWatch Logs. */
  readonly endpoint: string | undefined
}

/** Creates the logs of an engine; `undefined` if they go nowhere. */
export const createExecutionLogs = (
  { sink, endpoint }: ExecutionLogsOptions,
  system: System,
): ExecutionLogs | undefined => {
  const cloudWatch = endpoint === undefined ? undefined : new CloudWatchLogs(endpoint, system)
  if (!sink && !cloudWatch) return undefined
  const writeSafely = sink && reportFirstError(sink)
  return {
    write: (event, logGroupArn) => {
      writeSafely?.(event, logGroupArn)
      cloudWatch?.write(event, logGroupArn)
    },
    hasLogGroup: (logGroupArn) => cloudWatch?.hasLogGroup(logGroupArn),
    flush: async () => cloudWatch?.flush(),
  }
}

/** An error of the user's function must not end the execution that it observes. */
const reportFirstError = (sink: LogSink): LogSink => {
  let isReported = false
  return (event, logGroupArn) => {
    try {
      sink(event, logGroupArn)
    } catch (error) {
      if (!isReported) console.warn('the function `logs` failed; further errors of it are not shown:', error)
      isReported = true
    }
  }
}
