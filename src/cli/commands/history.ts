import { connect, type EngineOptions } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'
import { createTrace } from '../trace.ts'

export interface HistoryArgs extends EngineOptions {
  readonly executionArn: string
  readonly follow?: boolean
  readonly json?: boolean
}

/** Shows the states that an execution went through; with `json` all of its events, one to a line. */
export const history = async (
  { executionArn, follow = false, json, ...options }: HistoryArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  const trace = createTrace(io)
  try {
    for await (const event of stepwise.executionHistory(executionArn, { follow, signal: io.signal })) {
      const line = json ? JSON.stringify(event) : trace(event)
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
