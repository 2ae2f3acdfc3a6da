import { type Cost, cost } from '../../passes/cost/cost.ts'
import { showDuration } from '../../show-duration.ts'
import type { Handler } from '../../workers/handler.ts'
import { checkDefinition } from '../deploy-file.ts'
import { exitCodes, type Io } from '../io.ts'
import { type LoadedFile, loadFile } from '../load-file.ts'
import { readInput } from '../read-input.ts'

export interface CostCommandArgs {
  readonly file: string
  readonly input?: readonly string[]
  readonly executions: number
  readonly json?: boolean
}

/** Simulates the file's definition with its functions and mocks, and prints the price of its executions. */
export const costCommand = async ({ file, input, executions, json }: CostCommandArgs, io: Io): Promise<number> => {
  const loaded = await loadFile(file, io)
  checkDefinition(file, loaded)
  const inputs = await Promise.all((input ?? ['{}']).map((one) => readInput(one, io)))
  const figures = await cost(loaded.definition, {
    inputs,
    handlers: handlersOf(loaded),
    mocks: loaded.mocks,
    objects: loaded.objects,
    executionsPerMonth: executions,
  })
  io.out(json ? `${JSON.stringify(figures, null, 2)}\n` : showCost(figures))
  return exitCodes.done
}

/** The performers of tasks by resource. Lambda functions in other files are not simulated. */
const handlersOf = ({ handlers, lambdas, taskHandlers }: LoadedFile): Readonly<Record<string, Handler>> => {
  const activities = Object.entries(handlers).map(([name, entry]): [string, unknown] => [
    name,
    typeof entry === 'function' ? entry : entry.handler,
  ])
  const functions = Object.entries(lambdas).map(([name, handler]): [string, unknown] => [`lambda/${name}`, handler])
  return Object.fromEntries([...activities, ...functions, ...Object.entries(taskHandlers)].filter(isPerformed))
}

const isPerformed = (entry: readonly [name: string, handler: unknown]): entry is [string, Handler] =>
  typeof entry[1] === 'function'

const usd = (amount: number): string =>
  `$${amount.toLocaleString('en-US', amount >= 1 ? { maximumFractionDigits: 2, minimumFractionDigits: 2 } : { maximumSignificantDigits: 3 })}`

const showCost = ({ transitions, executionsPerMonth, standard, express, cheaper, durationMs }: Cost): string => {
  const executions = executionsPerMonth.toLocaleString('en-US')
  const lines = [
    ['', 'per execution', `${executions} a month`, ''],
    [
      'STANDARD',
      usd(standard.perExecution),
      usd(standard.perMonth),
      `${Number(transitions.toFixed(2))} state transitions`,
    ],
    [
      'EXPRESS',
      usd(express.perExecution),
      usd(express.perMonth),
      `${showDuration(durationMs)}, ${Math.round(express.billedMb)} MB`,
    ],
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)))
  const table = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  const notes = express.problems.map((problem) => `not possible as EXPRESS: ${problem}`)
  return `${[...table, `cheaper: ${cheaper}`, ...notes].join('\n')}\n`
}
