import { readFile } from 'node:fs/promises'
import { Command, CommanderError } from 'commander'
import { definitionCommands } from './declarations/definition-commands.ts'
import { deploymentCommands } from './declarations/deployment-commands.ts'
import { executionCommands } from './declarations/execution-commands.ts'
import { inspectionCommands } from './declarations/inspection-commands.ts'
import { passCommands } from './declarations/pass-commands.ts'
import { exitCodes, type Io } from './io.ts'
import { showError } from './show-error.ts'

/** Runs a command line and returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped. */
export const runCommandLine = async (argv: readonly string[], io: Io): Promise<number> => {
  let exitCode: number = exitCodes.done
  const perform = async (command: Promise<number>) => {
    exitCode = await command
  }
  const program = await createProgram(io)
  for (const add of commands) add(program, io, perform)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
    io.err(`${io.colors.red('error')}: ${showError(error, argv.includes('--debug'))}\n`)
    return io.signal.aborted ? exitCodes.stopped : exitCodes.failed
  }
}

const createProgram = async (io: Io): Promise<Command> => {
  const packageJson = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8'))
  return new Command('stepwise')
    .description('Run, serve and check AWS Step Functions.')
    .version(packageJson.version)
    .exitOverride()
    .showHelpAfterError('(see --help)')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
}

/** In the order of the help. */
const commands = [
  ...executionCommands,
  ...definitionCommands,
  ...passCommands,
  ...inspectionCommands,
  ...deploymentCommands,
]
