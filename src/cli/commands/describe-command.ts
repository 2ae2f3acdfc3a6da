import { type ConnectOptions, connect } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'

export interface DescribeCommandArgs extends ConnectOptions {
  /** A name or an ARN. */
  readonly stateMachine: string
}

/** Prints a deployed state machine as JSON, with its definition as a literal. */
export const describeCommand = async ({ stateMachine, ...options }: DescribeCommandArgs, io: Io): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  try {
    io.out(`${JSON.stringify(await stepwise.describeStateMachine(stateMachine), null, 2)}\n`)
    return exitCodes.done
  } finally {
    await close()
  }
}
