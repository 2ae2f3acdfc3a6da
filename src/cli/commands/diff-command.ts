import { parseArn } from '../../arn.ts'
import { diff } from '../../deploy/diff/diff.ts'
import { formatDiff } from '../../deploy/diff/format-diff.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { checkDefinition, nameOfStateMachine } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'

export interface DiffCommandArgs extends ConnectOptions {
  readonly file: string
  readonly name?: string
  readonly exitCode?: boolean
  readonly json?: boolean
}

/** Prints the differences of a file's definition and the deployed one. */
export const diffCommand = async (
  { file, name, exitCode, json, ...options }: DiffCommandArgs,
  io: Io,
): Promise<number> => {
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const { stepwise, close } = await connect(options, io)
  try {
    const deployed = await stepwise.describeStateMachine(name ?? nameOfStateMachine(file, loaded))
    const differences = diff(loaded.definition, deployed.definition, parseArn(deployed.stateMachineArn))
    io.out(`${json ? JSON.stringify(differences, null, 2) : formatDiff(differences, io.colors)}\n`)
    return exitCode && !differences.isEqual ? exitCodes.failed : exitCodes.done
  } finally {
    await close()
  }
}
