import { type ConnectOptions, connect } from '../connect.ts'
import { createEventFormatter } from '../event-formatter.ts'
import { exitCodes, type Io } from '../io.ts'

export interface HistoryCommandArgs extends ConnectOptions {
  readonly executionArn: string
  readonly follow?: boolean
  readonly json?: boolean
}

/** Prints the states that an execution went through; with `json` all of its events, one JSON document per line. */
export const historyCommand = async (
  { executionArn, follow = false, json, ...options }: HistoryCommandArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  const formatEvent = createEventFormatter(io)
  try {
    for await (const event of stepwise.executionHistory(executionArn, { follow, signal: io.signal })) {
      const line = json ? JSON.stringify(event) : formatEvent(event)
      if (line !== undefined) io.out(`${line}\n`)
    }
    return exitCodes.done
  } catch (error) {
    if (!io.signal.aborted) throw error
    return exitCodes.stopped
  } finally {
    await close()
  }
}
