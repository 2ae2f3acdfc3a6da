import { InvalidArgumentError, Option } from 'commander'
import { ALL, serviceNameProblem } from '../../engine/tasks/sdk/service-names.ts'
import type { ServiceEndpoints } from '../embedded-options.ts'
import { type AddCommand, debug, machineName, onEngine, parsePort, parseRegion, parseUrl } from './shared-options.ts'

const addRun: AddCommand = (program, io, perform) =>
  onEngine(
    program
      .command('run <file>')
      .description('run one execution of the state machine that a file exports, with the functions that it exports')
      .option('--input <json>', 'the input: JSON, @file (JSON or YAML), or - for standard input (default: {})')
      .addOption(machineName())
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
      .option('--role-arn <arn>', 'the IAM role of a new state machine on AWS'),
  ).action((file, options) =>
    perform(import('../commands/run-command.ts').then(({ runCommand }) => runCommand({ file, ...options }, io))),
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
    .addOption(
      new Option(
        '--region <region>',
        'the region of requests that name none (default: AWS_REGION, else us-east-1)',
      ).argParser(parseRegion),
    )
    .option('--account <id>', 'the account of requests whose access key is not an account id')
    .addOption(debug())
    .action((files, options) =>
      perform(
        import('../commands/local-command.ts').then(({ localCommand }) => localCommand({ files, ...options }, io)),
      ),
    )

const addDev: AddCommand = (program, io, perform) =>
  program
    .command('dev <file>')
    .description('run the state machine that a file exports, again after each change of the file or of what it imports')
    .option('--input <json>', 'the first input: JSON, @file (JSON or YAML), or - for standard input (default: {})')
    .addOption(machineName())
    .addOption(
      new Option('--port <port>', 'the port of the console and for clients (default: 8083, or a free one)').argParser(
        parsePort,
      ),
    )
    .addOption(lambda())
    .addOption(mocks())
    .option('--no-mocks', 'do not use the mocks that the file exports')
    .addOption(serviceEndpoint())
    .addOption(awsServices())
    .addOption(debug())
    .action((file, options) =>
      perform(import('../commands/dev-command.ts').then(({ devCommand }) => devCommand({ file, ...options }, io))),
    )

export const executionCommands = [addRun, addDev, addLocal]

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

const addLambda = (text: string, given: readonly string[] = []): readonly string[] => {
  if (/^[^=]+=./s.test(text)) return [...given, text]
  throw new InvalidArgumentError('expected name=file#function, such as charge=charge.ts#handler')
}

/** Adds `service=url`, or a URL for all services, to the endpoints that were given before. */
const parseServiceEndpoint = (text: string, given: ServiceEndpoints = {}): ServiceEndpoints => {
  const [, service = ALL, url = ''] = /^(?:([a-z0-9-]+)=)?(.*)$/s.exec(text) ?? []
  const problem = serviceNameProblem(service)
  if (problem !== undefined) throw new InvalidArgumentError(problem)
  return { ...given, [service]: parseUrl(url) }
}
