import { connect, type EngineOptions } from '../connect.ts'
import { exitCodes, type Io } from '../io.ts'

export interface DescribeArgs extends EngineOptions {
  readonly machine: string
}

/** Shows a deployed state machine as JSON, its definition as the literal. */
export const describe = async ({ machine, ...options }: DescribeArgs, io: Io): Promise<number> => {
  const { stepwise, close } = await connect(options, io)
  try {
    io.out(`${JSON.stringify(await stepwise.describeStateMachine(machine), null, 2)}\n`)
    return exitCodes.done
  } finally {
    await close()
  }
}
