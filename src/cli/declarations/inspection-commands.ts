import { Option } from 'commander'
import { type AddCommand, onGivenEngine, parsePort } from './shared-options.ts'

const addDescribe: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('describe <state-machine>')
      .description('show a deployed state machine, with its definition as a literal'),
  ).action((stateMachine, options) =>
    perform(
      import('../commands/describe-command.ts').then(({ describeCommand }) =>
        describeCommand({ stateMachine, ...options }, io),
      ),
    ),
  )

const addHistory: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('history <execution-arn>')
      .description('show the states that an execution went through, with their durations, retries and errors')
      .option('--follow', 'show what happens until the execution has ended')
      .option('--all', 'show every iteration of Map states')
      .addOption(new Option('--json', 'print the states as one JSON document').conflicts(['all', 'events']))
      .addOption(new Option('--events', 'print all events, one JSON document per line').conflicts('all')),
  ).action((executionArn, options) =>
    perform(
      import('../commands/history-command.ts').then(({ historyCommand }) =>
        historyCommand({ executionArn, ...options }, io),
      ),
    ),
  )

const addResume: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('resume <execution-arn>')
      .description(
        'continue an execution that failed, timed out or was stopped: redrive it, or start a new one at its last state',
      )
      .option('--start-at <state>', 'start a new execution at this state, with the input that the state had')
      .option('--latest', 'start a new execution with the current definition of the state machine')
      .option('--name <name>', 'the name of a new execution')
      .option('--follow', 'show what happens until the execution has ended'),
  ).action((executionArn, options) =>
    perform(
      import('../commands/resume-command.ts').then(({ resumeCommand }) =>
        resumeCommand({ executionArn, ...options }, io),
      ),
    ),
  )

const addConsole: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('console')
      .description('serve a web page with the state machines and executions of AWS or another server')
      .addOption(new Option('--port <port>', 'the port; 0 selects a free one').argParser(parsePort).default(0)),
  ).action((options) =>
    perform(import('../commands/console-command.ts').then(({ consoleCommand }) => consoleCommand(options, io))),
  )

export const inspectionCommands = [addDescribe, addHistory, addResume, addConsole]
