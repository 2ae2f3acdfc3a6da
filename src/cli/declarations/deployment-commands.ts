import { InvalidArgumentError, Option } from 'commander'
import { type AddCommand, addPair, machineName, onGivenEngine, onGivenServices, parseCount } from './shared-options.ts'

const addDeploy: AddCommand = (program, io, perform) =>
  onGivenServices(
    program
      .command('deploy <files...>')
      .description(
        'create or update the state machines that files export, with their activities, roles, functions and versions',
      )
      .option('--release <version>', 'publish versions with this label; git for the commit of the working directory')
      .option('--alias <name>', 'publish versions, and make this alias point to them')
      .addOption(
        new Option(
          '--canary <percent[:seconds]>',
          "give new versions a part of the alias's executions first",
        ).argParser(parseCanary),
      )
      .addOption(new Option('--type <type>', 'the type of new state machines').choices(['STANDARD', 'EXPRESS']))
      .option('--role-arn <arn>', 'the IAM role of the state machines')
      .option(
        '--infer-role',
        'create and update an IAM role for each state machine, with the permissions that it needs',
      )
      .addOption(
        new Option('--tag <key=value>', 'a tag of the state machines; can be repeated').argParser(
          addPair('team=orders'),
        ),
      )
      .addOption(
        new Option('--log-level <level>', 'log executions to a log group').choices(['ALL', 'ERROR', 'FATAL', 'OFF']),
      )
      .option('--alarm <metrics...>', 'create alarms on metrics of the state machines: failed, timedOut, …')
      .option('--lambdas', 'deploy the Lambda functions that the files export too')
      .option('--adopt', 'take over state machines that were not created by deploy')
      .option('--dry-run', 'show the plan and change nothing')
      .option('--yes', 'do not ask')
      .option('--json', 'print the deployment as one JSON document'),
  ).action((files, options) =>
    perform(
      import('../commands/deploy-command.ts').then(({ deployCommand }) => deployCommand({ files, ...options }, io)),
    ),
  )

const addDiff: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('diff <file>')
      .description('compare the definition that a file exports with the deployed one, by meaning')
      .addOption(machineName())
      .option('--exit-code', 'exit with 1 if they differ')
      .option('--json', 'print the differences as one JSON document'),
  ).action((file, options) =>
    perform(import('../commands/diff-command.ts').then(({ diffCommand }) => diffCommand({ file, ...options }, io))),
  )

const addDestroy: AddCommand = (program, io, perform) =>
  onGivenServices(
    program
      .command('destroy <state-machines...>')
      .description('remove state machines that deploy created, with what it created for them')
      .option('--dry-run', 'show what would be removed')
      .option('--yes', 'do not ask'),
  ).action((names, options) =>
    perform(
      import('../commands/destroy-command.ts').then(({ destroyCommand }) => destroyCommand({ names, ...options }, io)),
    ),
  )

const addVersions: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('versions <state-machine>')
      .description('list the versions of a state machine with their labels and aliases, newest first')
      .addOption(
        new Option(
          '--keep <number>',
          'delete all but the newest versions, the present one and those of aliases',
        ).argParser(parseCount),
      )
      .option('--json', 'print the versions as JSON'),
  ).action((stateMachine, options) =>
    perform(
      import('../commands/versions-command.ts').then(({ versionsCommand }) =>
        versionsCommand({ stateMachine, ...options }, io),
      ),
    ),
  )

const addRollback: AddCommand = (program, io, perform) =>
  onGivenServices(
    program
      .command('rollback <state-machine>')
      .description('give a state machine and its aliases an earlier version')
      .option('--to <version>', 'its number or its label (default: the version before the present one)')
      .option('--alias <name>', 'move only this alias, and leave the state machine as it is'),
  ).action((stateMachine, options) =>
    perform(
      import('../commands/rollback-command.ts').then(({ rollbackCommand }) =>
        rollbackCommand({ stateMachine, ...options }, io),
      ),
    ),
  )

export const deploymentCommands = [addDeploy, addDiff, addDestroy, addVersions, addRollback]

const parseCanary = (text: string): { readonly percent: number; readonly seconds?: number } => {
  const [, percent, seconds] = /^([1-9]\d?)(?::(\d+))?$/.exec(text) ?? []
  if (percent === undefined) throw new InvalidArgumentError('expected a percentage from 1 to 99, such as 10 or 10:300')
  return { percent: Number(percent), ...(seconds !== undefined && { seconds: Number(seconds) }) }
}
