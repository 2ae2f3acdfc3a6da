import { readFile } from 'node:fs/promises'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { exitCodes, type Io } from './io.ts'
import { showError } from './show-error.ts'

/** Runs a command line and returns its exit code: 0 done, 1 failed, 2 wrong usage, 130 stopped. */
export const runProgram = async (argv: readonly string[], io: Io): Promise<number> => {
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

/** Adds a command to the program. Its module is loaded when it is called. */
type AddCommand = (program: Command, io: Io, perform: (command: Promise<number>) => Promise<void>) => void

const addRun: AddCommand = (program, io, perform) =>
  program
    .command('run <file>')
    .description('run the state machine that a file exports, with the handlers beside it')
    .option('--input <json>', 'the input: JSON, @file, or - for standard input (default: {})')
    .option('--name <name>', "the machine's name (default: the definition's own, else the file's)")
    .option('--json', 'print the execution as one JSON document')
    .option('--role-arn <arn>', 'the IAM role of a new state machine on AWS')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((file, options) => perform(import('./commands/run.ts').then(({ run }) => run({ file, ...options }, io))))

const addLocal: AddCommand = (program, io, perform) =>
  program
    .command('local')
    .description('serve an embedded engine over HTTP, for any AWS client')
    .addOption(new Option('--port <port>', 'the port, 0 for any that is free').argParser(parsePort).default(8083))
    .option('--host <host>', 'the address to listen at', '127.0.0.1')
    .addOption(new Option('--lambda-endpoint <url>', 'a Lambda API that has the functions').argParser(parseUrl))
    .addOption(debug())
    .action((options) => perform(import('./commands/local.ts').then(({ local }) => local(options, io))))

const addValidate: AddCommand = (program, io, perform) =>
  program
    .command('validate <file>')
    .description('show every problem of the definition that a file exports')
    .option('--json', 'print the problems as JSON')
    .addOption(debug())
    .action((file, options) =>
      perform(import('./commands/validate.ts').then(({ validate }) => validate({ file, ...options }, io))),
    )

const addDescribe: AddCommand = (program, io, perform) =>
  program
    .command('describe <machine>')
    .description('show a deployed state machine, its definition as the literal')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((machine, options, command) => {
      requireEngine(command)
      return perform(import('./commands/describe.ts').then(({ describe }) => describe({ machine, ...options }, io)))
    })

const addHistory: AddCommand = (program, io, perform) =>
  program
    .command('history <execution-arn>')
    .description('show the states that an execution went through')
    .option('--follow', 'go on until the execution has ended')
    .option('--json', 'print all events, each as a line of JSON')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((executionArn, options, command) => {
      requireEngine(command)
      return perform(import('./commands/history.ts').then(({ history }) => history({ executionArn, ...options }, io)))
    })

const commands = [addRun, addLocal, addValidate, addDescribe, addHistory]

const aws = () => new Option('--aws', "work on AWS, with the SDK's credentials and region").conflicts('endpointUrl')

const endpointUrl = () =>
  new Option('--endpoint-url <url>', 'work on the engine at this URL, as served by `stepwise local`').argParser(
    parseUrl,
  )

const debug = () => new Option('--debug', 'show errors with their stack traces')

/** An embedded engine has nothing to show but what the command itself has put there. */
const requireEngine = (command: Command): void => {
  const { aws, endpointUrl } = command.opts()
  if (!aws && endpointUrl === undefined) command.error('error: say which engine to ask: --aws or --endpoint-url <url>')
}

const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('expected a number from 0 to 65535')
}

const parseUrl = (text: string): string => {
  if (URL.canParse(text) && /^https?:/.test(text)) return text
  throw new InvalidArgumentError('expected a URL such as http://localhost:8083')
}
