import { readFile } from 'node:fs/promises'
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { ALL, serviceNameProblem } from '../engine/tasks/sdk/service-names.ts'
import { deploymentCommands } from './deployment-commands.ts'
import type { ServiceEndpoints } from './embedded-options.ts'
import { graphFormats } from './graph-formats.ts'
import { exitCodes, type Io } from './io.ts'
import { type AddCommand, aws, debug, endpointUrl, parseUrl, requireEngine } from './shared-options.ts'
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

const addRun: AddCommand = (program, io, perform) =>
  program
    .command('run <file>')
    .description('run one execution of the state machine that a file exports, with the functions that it exports')
    .option('--input <json>', 'the input: JSON, @file (JSON or YAML), or - for standard input (default: {})')
    .option('--name <name>', "the state machine's name (default: the definition's own, else the file's)")
    .addOption(
      new Option('--skip-waits', 'let no time pass in Wait states and before retries').conflicts([
        'aws',
        'endpointUrl',
      ]),
    )
    .addOption(lambda())
    .addOption(mocks())
    .option('--no-mocks', 'do not use the mocks that the files export')
    .addOption(mockConfig())
    .addOption(serviceEndpoint())
    .addOption(awsServices())
    .option('--test-case <name>', 'the test case of the mock configuration')
    .option('--json', 'print the execution as one JSON document')
    .option('--role-arn <arn>', 'the IAM role of a new state machine on AWS')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((file, options) =>
      perform(import('./commands/run-command.ts').then(({ runCommand }) => runCommand({ file, ...options }, io))),
    )

const addLocal: AddCommand = (program, io, perform) =>
  program
    .command('local [files...]')
    .description('serve an embedded engine over HTTP, with the state machines and functions that files export')
    .addOption(new Option('--port <port>', 'the port; 0 selects a free one').argParser(parsePort).default(8083))
    .option('--host <host>', 'the address to listen on', '127.0.0.1')
    .option('--allow-host <names...>', 'additional host names that clients may use for the server')
    .option('--token <secret>', 'the secret that clients must send as AWS_ACCESS_KEY_ID, or as a bearer token')
    .addOption(lambda())
    .addOption(mocks())
    .option('--no-mocks', 'do not use the mocks that the files export')
    .addOption(mockConfig())
    .addOption(new Option('--lambda-endpoint <url>', 'the Lambda API to invoke functions on').argParser(parseUrl))
    .addOption(serviceEndpoint())
    .addOption(awsServices())
    .option('--logs', 'print the log events of executions, one JSON document per line')
    .option('--region <region>', 'the region of requests that name none (default: AWS_REGION, else us-east-1)')
    .option('--account <id>', 'the account of requests whose access key is not an account id')
    .addOption(debug())
    .action((files, options) =>
      perform(
        import('./commands/local-command.ts').then(({ localCommand }) => localCommand({ files, ...options }, io)),
      ),
    )

const addValidate: AddCommand = (program, io, perform) =>
  program
    .command('validate <file>')
    .description('show every problem of the definition that a file exports')
    .option('--json', 'print the problems as JSON')
    .option('--remote', 'also show the problems that the given engine finds (ValidateStateMachineDefinition)')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((file, { remote, ...options }, command) => {
      if (remote) requireEngine(command)
      return perform(
        import('./commands/validate-command.ts').then(({ validateCommand }) =>
          validateCommand({ file, ...options }, io),
        ),
      )
    })

const addAsl: AddCommand = (program, io, perform) =>
  program
    .command('asl <file>')
    .description('print the definition that a file exports as ASL, the JSON of AWS')
    .option('--region <region>', 'the region of the ARNs (default: ${AWS::Region})')
    .addOption(
      new Option('--account-id <id>', 'the account of the ARNs (default: ${AWS::AccountId})').argParser(parseAccountId),
    )
    .addOption(debug())
    .action((file, options) =>
      perform(import('./commands/asl-command.ts').then(({ aslCommand }) => aslCommand({ file, ...options }, io))),
    )

const addPermissions: AddCommand = (program, io, perform) =>
  program
    .command('permissions <file>')
    .description('print the policy that the role of the state machine needs, and no more')
    .option('--explain', 'print what each state needs')
    .option('--json', 'print the statements with the names of the states, as JSON')
    .option('--name <name>', "the state machine's name (default: the definition's own, else the file's)")
    .addOption(machineType())
    .option('--logs', 'include the permissions to log executions')
    .option('--tracing', 'include the permissions to trace executions')
    .option('--region <region>', 'the region of the ARNs (default: ${AWS::Region})')
    .addOption(
      new Option('--account-id <id>', 'the account of the ARNs (default: ${AWS::AccountId})').argParser(parseAccountId),
    )
    .addOption(debug())
    .action((file, options) =>
      perform(
        import('./commands/permissions-command.ts').then(({ permissionsCommand }) =>
          permissionsCommand({ file, ...options }, io),
        ),
      ),
    )

const addExport: AddCommand = (program, io, perform) =>
  program
    .command('export <file>')
    .description('print the state machine for another tool, with its role, activities, log group and alarms')
    .addOption(
      new Option('--format <format>', 'the tool')
        .choices(['cloudformation', 'sam', 'terraform', 'cdk', 'asl'])
        .default('cloudformation'),
    )
    .option('--yaml', 'print YAML instead of JSON (cloudformation, sam and asl)')
    .option('--name <name>', "the state machine's name (default: the definition's own, else the file's)")
    .addOption(machineType())
    .option('--partition <name>', 'the partition of service integrations (default: aws)')
    .option('--role-arn <arn>', 'the IAM role to use (default: a new one with the permissions that are needed)')
    .addOption(new Option('--logs <level>', 'log executions to a new log group').choices(['ALL', 'ERROR', 'FATAL']))
    .option('--tracing', 'trace executions with X-Ray')
    .option('--alarm <metrics...>', 'raise an alarm if a metric is 1 or more, such as failed or timedOut')
    .addOption(debug())
    .action((file, options, command) => {
      if (options.yaml && ['terraform', 'cdk'].includes(options.format))
        command.error(`error: --yaml cannot be used with --format ${options.format}`)
      return perform(
        import('./commands/export-command.ts').then(({ exportCommand }) => exportCommand({ file, ...options }, io)),
      )
    })

const addTestState: AddCommand = (program, io, perform) =>
  program
    .command('test-state <file> <state>')
    .description('test one state of the definition that a file exports, without deploying it')
    .option('--input <json>', 'the input of the state: JSON, @file, or - for standard input (default: {})')
    .option('--variables <json>', 'the values of variables by their names: JSON or @file')
    .option('--mock <json>', 'what replaces the work: {"result": …} or {"errorOutput": {"error": …}}, JSON or @file')
    .option('--context <json>', 'members of the context object: JSON or @file')
    .option('--state-configuration <json>', 'retries, failed iterations and items of the test: JSON or @file')
    .addOption(
      new Option('--inspection-level <level>', 'what to show').choices(['INFO', 'DEBUG', 'TRACE']).default('INFO'),
    )
    .option('--json', 'print the result as one JSON document')
    .option('--role-arn <arn>', 'the IAM role of a task that really runs on AWS')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((file, state, options) =>
      perform(
        import('./commands/test-state-command.ts').then(({ testStateCommand }) =>
          testStateCommand({ file, state, ...options }, io),
        ),
      ),
    )

const addGraph: AddCommand = (program, io, perform) =>
  program
    .command('graph <file>')
    .description('draw the definition that a file exports')
    .addOption(
      new Option('--format <format>', 'the format (default: that of the output file, else svg)').choices(graphFormats),
    )
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .option('--execution <arn>', 'show what an execution did: the states that it visited, how often and how long')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((file, options, command) => {
      if (options.execution !== undefined) requireEngine(command)
      return perform(
        import('./commands/graph-command.ts').then(({ graphCommand }) => graphCommand({ file, ...options }, io)),
      )
    })

const addDescribe: AddCommand = (program, io, perform) =>
  program
    .command('describe <state-machine>')
    .description('show a deployed state machine, with its definition as a literal')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((stateMachine, options, command) => {
      requireEngine(command)
      return perform(
        import('./commands/describe-command.ts').then(({ describeCommand }) =>
          describeCommand({ stateMachine, ...options }, io),
        ),
      )
    })

const addHistory: AddCommand = (program, io, perform) =>
  program
    .command('history <execution-arn>')
    .description('show the states that an execution went through')
    .option('--follow', 'wait for new events until the execution has ended')
    .option('--json', 'print all events, one JSON document per line')
    .addOption(aws())
    .addOption(endpointUrl())
    .addOption(debug())
    .action((executionArn, options, command) => {
      requireEngine(command)
      return perform(
        import('./commands/history-command.ts').then(({ historyCommand }) =>
          historyCommand({ executionArn, ...options }, io),
        ),
      )
    })

const commands = [
  addRun,
  addLocal,
  addValidate,
  addTestState,
  addAsl,
  addPermissions,
  addExport,
  addGraph,
  addDescribe,
  addHistory,
  ...deploymentCommands,
]

/** The options that choose an engine whose tasks are performed elsewhere. */
const remote = ['aws', 'endpointUrl']

const lambda = () =>
  new Option(
    '--lambda <name=file#function>',
    'a Lambda function in a TypeScript or JavaScript file, which is loaded again after it has changed; can be repeated',
  )
    .argParser(addLambda)
    .conflicts(remote)

const serviceEndpoint = () =>
  new Option(
    '--service-endpoint <[service=]url>',
    'an emulator to call instead of AWS, for one service (sqs, dynamodb, logs, …) or for all; can be repeated',
  )
    .argParser(parseServiceEndpoint)
    .conflicts(remote)

const awsServices = () =>
  new Option(
    '--aws-services',
    "call AWS itself for services without an endpoint, with the SDK's credentials",
  ).conflicts(remote)

const mocks = () =>
  new Option(
    '--mocks <file>',
    'what replaces the work of tasks: JSON, YAML, or a module that exports "mocks"',
  ).conflicts(remote)

const mockConfig = () =>
  new Option(
    '--mock-config <file>',
    'a mock configuration file of Step Functions Local; #TestCase chooses from it',
  ).conflicts(remote)

const machineType = () => new Option('--type <type>', 'the type of the state machine').choices(['STANDARD', 'EXPRESS'])

const addLambda = (text: string, given: readonly string[] = []): readonly string[] => {
  if (/^[^=]+=./s.test(text)) return [...given, text]
  throw new InvalidArgumentError('expected name=file#function, such as charge=charge.ts#handler')
}

const parsePort = (text: string): number => {
  const port = Number(text)
  if (/^\d+$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('expected a number from 0 to 65535')
}

const parseAccountId = (text: string): string => {
  if (/^\d{12}$/.test(text)) return text
  throw new InvalidArgumentError('expected 12 digits')
}

/** Adds `service=url`, or a URL for all services, to the endpoints that were given before. */
const parseServiceEndpoint = (text: string, given: ServiceEndpoints = {}): ServiceEndpoints => {
  const [, service = ALL, url = ''] = /^(?:([a-z0-9-]+)=)?(.*)$/s.exec(text) ?? []
  const problem = serviceNameProblem(service)
  if (problem !== undefined) throw new InvalidArgumentError(problem)
  return { ...given, [service]: parseUrl(url) }
}
