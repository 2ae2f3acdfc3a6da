import type { ResumeOptions } from '../../client/resume-execution.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'
import { historyCommand } from './history-command.ts'

export interface ResumeCommandArgs extends ConnectOptions, ResumeOptions {
  readonly executionArn: string
  /** Shows what happens until the execution has ended. */
  readonly follow?: boolean
}

/** Continues an execution that did not succeed, and prints the ARN of the execution that continues. */
export const resumeCommand = async (
  { executionArn, startAt, latest, name, follow = false, ...options }: ResumeCommandArgs,
  io: Io,
): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  let resumedArn = executionArn
  try {
    const resumed = await stepwise.resumeExecution(executionArn, {
      ...(startAt !== undefined && { startAt }),
      ...(latest !== undefined && { latest }),
      ...(name !== undefined && { name }),
    })
    resumedArn = resumed.executionArn
    io.out(`${resumedArn}\n`)
    const { isRedriven, startAt: state } = resumed
    io.err(isRedriven ? 'redriven: the execution itself continues\n' : `started at ${JSON.stringify(state)}\n`)
  } finally {
    await close()
  }
  return follow ? historyCommand({ executionArn: resumedArn, follow, ...options }, io) : exitCodes.done
}
