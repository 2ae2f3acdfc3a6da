import { InvalidArgumentError, Option } from 'commander'
import { type AddCommand, debug, onGivenEngine, parseCount } from './shared-options.ts'

const addOptimize: AddCommand = (program, io, perform) =>
  program
    .command('optimize <file>')
    .description('print the definition that a file exports with fewer state transitions and the same outputs')
    .option('--json', 'print the definition with the number of states before and after, as one JSON document')
    .addOption(debug())
    .action((file, options) =>
      perform(
        import('../commands/optimize-command.ts').then(({ optimizeCommand }) =>
          optimizeCommand({ file, ...options }, io),
        ),
      ),
    )

const addParallelize: AddCommand = (program, io, perform) =>
  program
    .command('parallelize <file>')
    .description('print the definition that a file exports with independent pure tasks beside each other')
    .requiredOption('--pure <tasks...>', 'the tasks without side effects: resources, or names of states')
    .option('--json', 'print the definition with the tasks that moved, as one JSON document')
    .addOption(debug())
    .action((file, options) =>
      perform(
        import('../commands/parallelize-command.ts').then(({ parallelizeCommand }) =>
          parallelizeCommand({ file, ...options }, io),
        ),
      ),
    )

const addCost: AddCommand = (program, io, perform) =>
  program
    .command('cost <file>')
    .description(
      'simulate the definition that a file exports, and print what its executions cost as STANDARD and EXPRESS',
    )
    .addOption(
      new Option(
        '--input <json>',
        'the input of an execution: JSON or @file (default: {}); repeated, the price is the average',
      ).argParser(addInput),
    )
    .addOption(
      new Option('--executions <number>', 'the executions of a month').argParser(parseCount).default(1_000_000),
    )
    .option('--json', 'print the figures as one JSON document')
    .addOption(debug())
    .action((file, options) =>
      perform(import('../commands/cost-command.ts').then(({ costCommand }) => costCommand({ file, ...options }, io))),
    )

const addLearn: AddCommand = (program, io, perform) =>
  onGivenEngine(
    program
      .command('learn <state-machine>')
      .description('read the histories of executions, and propose retriers for tasks that fail; change nothing')
      .option('--idempotent <tasks...>', 'the tasks that may run twice: resources, or names of states')
      .addOption(
        new Option('--executions <number>', 'the executions to read, the newest first')
          .argParser(parseCount)
          .default(500),
      )
      .addOption(
        new Option('--target <share>', 'the probability of success to reach').argParser(parseShare).default(0.99),
      )
      .addOption(
        new Option('--within <seconds>', 'the most seconds that all retries of a task may wait')
          .argParser(parseCount)
          .default(300),
      )
      .option('--json', 'print the failures and proposals as one JSON document'),
  ).action((stateMachine, options) =>
    perform(
      import('../commands/learn-command.ts').then(({ learnCommand }) => learnCommand({ stateMachine, ...options }, io)),
    ),
  )

export const passCommands = [addOptimize, addParallelize, addCost, addLearn]

const addInput = (text: string, given: readonly string[] = []): readonly string[] => [...given, text]

const parseShare = (text: string): number => {
  const value = Number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('expected a number between 0 and 1, such as 0.99')
}
