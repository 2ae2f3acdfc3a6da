import { InvalidArgumentError, Option } from 'commander'
import { graphFormats } from '../graph-formats.ts'
import { type AddCommand, addPair, debug, machineName, onEngine, parseRegion, requireEngine } from './shared-options.ts'

const addValidate: AddCommand = (program, io, perform) =>
  onEngine(
    program
      .command('validate <file>')
      .description('show every problem of the definition that a file exports')
      .option('--json', 'print the problems as JSON')
      .option('--remote', 'also show the problems that the given engine finds (ValidateStateMachineDefinition)'),
  ).action((file, { remote, ...options }, command) => {
    if (remote) requireEngine(command)
    return perform(
      import('../commands/validate-command.ts').then(({ validateCommand }) =>
        validateCommand({ file, ...options }, io),
      ),
    )
  })

const addTestState: AddCommand = (program, io, perform) =>
  onEngine(
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
      .option('--role-arn <arn>', 'the IAM role of a task that really runs on AWS'),
  ).action((file, state, options) =>
    perform(
      import('../commands/test-state-command.ts').then(({ testStateCommand }) =>
        testStateCommand({ file, state, ...options }, io),
      ),
    ),
  )

const addAsl: AddCommand = (program, io, perform) =>
  program
    .command('asl <file>')
    .description('print the definition that a file exports as ASL, the JSON of AWS')
    .addOption(region())
    .addOption(accountId())
    .addOption(debug())
    .action((file, options) =>
      perform(import('../commands/asl-command.ts').then(({ aslCommand }) => aslCommand({ file, ...options }, io))),
    )

const addPermissions: AddCommand = (program, io, perform) =>
  program
    .command('permissions <file>')
    .description('print the policy that the role of the state machine needs, and no more')
    .option('--explain', 'print what each state needs')
    .option('--json', 'print the statements with the names of the states, as JSON')
    .addOption(machineName())
    .addOption(machineType())
    .option('--logs', 'include the permissions to log executions')
    .option('--tracing', 'include the permissions to trace executions')
    .addOption(region())
    .addOption(accountId())
    .addOption(
      new Option(
        '--substitution <name=value>',
        'the value of a substitution in the definition; can be repeated',
      ).argParser(addPair('TableName=orders')),
    )
    .addOption(debug())
    .action((file, options) =>
      perform(
        import('../commands/permissions-command.ts').then(({ permissionsCommand }) =>
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
        .choices(['cloudformation', 'sam', 'terraform', 'cdk', 'asl', 'airflow'])
        .default('cloudformation'),
    )
    .option('--yaml', 'print YAML instead of JSON (cloudformation, sam and asl)')
    .addOption(machineName())
    .addOption(machineType())
    .option('--partition <name>', 'the partition of service integrations (default: aws)')
    .option('--role-arn <arn>', 'the IAM role to use (default: a new one with the permissions that are needed)')
    .addOption(new Option('--logs <level>', 'log executions to a new log group').choices(['ALL', 'ERROR', 'FATAL']))
    .option('--tracing', 'trace executions with X-Ray')
    .option('--alarm <metrics...>', 'raise an alarm if a metric is 1 or more, such as failed or timedOut')
    .addOption(debug())
    .action((file, options, command) => {
      if (options.yaml && ['terraform', 'cdk', 'airflow'].includes(options.format))
        command.error(`error: --yaml cannot be used with --format ${options.format}`)
      return perform(
        import('../commands/export-command.ts').then(({ exportCommand }) => exportCommand({ file, ...options }, io)),
      )
    })

const addGraph: AddCommand = (program, io, perform) =>
  onEngine(
    program
      .command('graph <file>')
      .description('draw the definition that a file exports')
      .addOption(
        new Option('--format <format>', 'the format (default: that of the output file, else svg)').choices(
          graphFormats,
        ),
      )
      .option('-o, --output <file>', 'the file to write (default: standard output)')
      .option('--execution <arn>', 'show what an execution did: the states that it visited, how often and how long'),
  ).action((file, options, command) => {
    if (options.execution !== undefined) requireEngine(command)
    return perform(
      import('../commands/graph-command.ts').then(({ graphCommand }) => graphCommand({ file, ...options }, io)),
    )
  })

export const definitionCommands = [addValidate, addTestState, addAsl, addPermissions, addExport, addGraph]

const machineType = () => new Option('--type <type>', 'the type of the state machine').choices(['STANDARD', 'EXPRESS'])

const region = () =>
  new Option('--region <region>', 'the region of the ARNs (default: ${AWS::Region})').argParser(parseRegion)

const accountId = () =>
  new Option('--account-id <id>', 'the account of the ARNs (default: ${AWS::AccountId})').argParser(parseAccountId)

const parseAccountId = (text: string): string => {
  if (/^\d{12}$/.test(text)) return text
  throw new InvalidArgumentError('expected 12 digits')
}
