import { executionArnOf } from '../../arn.ts'
import type { ExecutionDescription } from '../../client/execution-description.ts'
import type { ExecutionEvent } from '../../client/execution-event.ts'
import type { EngineOptions } from '../../engine/options.ts'
import type { Json } from '../../json.ts'
import { showDuration } from '../../show-duration.ts'
import { showFailure } from '../../show-failure.ts'
import type { Stepwise } from '../../stepwise.ts'
import { realSystem } from '../../system.ts'
import { virtualSystem } from '../../virtual-system.ts'
import { withoutControls } from '../../without-controls.ts'
import type { Workers } from '../../workers/workers.ts'
import { type ConnectOptions, connect } from '../connect.ts'
import { checkDefinition, deployFile, nameOfStateMachine } from '../deploy-file.ts'
import { embeddedOptions, type WorkOptions } from '../embedded-options.ts'
import { createEventFormatter } from '../event-formatter.ts'
import { withCheckedMocks } from '../file-mocks.ts'
import { checkHandlers, startFileWorkers, stopFileWorkers } from '../file-workers.ts'
import { exitCodes, type Io } from '../io.ts'
import { loadFile } from '../load-file.ts'
import { putFileObjects } from '../put-file-objects.ts'
import { readInput } from '../read-input.ts'

export interface RunCommandArgs extends ConnectOptions, WorkOptions {
  readonly file: string
  readonly input?: string
  readonly name?: string
  readonly roleArn?: string
  readonly testCase?: string
  readonly skipWaits?: boolean
  readonly json?: boolean
  readonly debug?: boolean
}

/** Deploys the file's state machine, starts its workers, runs one execution and prints it. It fails if the execution does. */
export const runCommand = async (args: RunCommandArgs, io: Io): Promise<number> => {
  const given = await loadFile(args.file, io)
  const input = await readInput(args.input, io)
  checkDefinition(args.file, given)
  const work = await embeddedOptions([{ file: args.file, ...given }], args, io)
  const engine = await connectFor(args, work, io)
  const loaded = engine.kind === 'embedded' ? withCheckedMocks(args.file, given, work.mocks) : given
  let workers: Workers | undefined
  try {
    checkHandlers(args.file, loaded, engine)
    const print = (line: string | undefined) => line !== undefined && !args.json && io.out(`${line}\n`)
    if (engine.s3) await putFileObjects(args.file, loaded, engine.s3)
    const name = args.name ?? nameOfStateMachine(args.file, loaded)
    const { stateMachineArn, summary } = await deployFile(loaded, { name, roleArn: args.roleArn }, engine)
    print(summary)
    workers = startFileWorkers(engine, loaded, { debug: args.debug ?? false }, io)
    const toEnd = args.skipWaits ?? false
    const testCase = args.testCase === undefined ? '' : `#${args.testCase}`
    const executionArn = await start(engine.stepwise, { stateMachineArn: stateMachineArn + testCase, input, toEnd }, io)
    const formatEvent = createEventFormatter(io)
    const execution = await follow(engine.stepwise, executionArn, (event) => print(formatEvent(event)), io)
    io.out(args.json ? `${JSON.stringify(execution, null, 2)}\n` : showOutcome(execution, args, io))
    return exitCodeOf(execution, io)
  } finally {
    if (workers) await stopFileWorkers(workers, engine, io)
    await engine.close()
  }
}

/** The longest time in milliseconds that a function may take before virtual time moves on without it: a day. */
const HOLD_MS = 86_400_000

/** The file's functions are for an embedded engine: elsewhere, the real services perform the tasks. */
const connectFor = async (args: RunCommandArgs, work: EngineOptions, io: Io) => {
  const clock = args.skipWaits ? { system: virtualSystem({ startAt: realSystem.now(), holdMs: HOLD_MS }) } : {}
  try {
    return await connect(args, io, { ...clock, ...work })
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    throw new Error(`${args.file}: ${cause.message.replace(/^options\./, '')}`, { cause })
  }
}

interface StartOfRun {
  readonly stateMachineArn: string
  readonly input: Json
  /** Waits for the end. If waits are skipped, a year of virtual time can pass between two reads of the history. */
  readonly toEnd: boolean
}

/** Starts an execution and returns its ARN. */
const start = async (
  stepwise: Stepwise,
  { stateMachineArn, input, toEnd }: StartOfRun,
  { signal }: Io,
): Promise<string> => {
  if (!toEnd) return (await stepwise.startExecution(stateMachineArn, { input })).executionArn
  const name = realSystem.uuid()
  try {
    await stepwise.runExecution(stateMachineArn, { input, name, signal, throwOnFailure: false })
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return executionArnOf(stateMachineArn, name)
}

/** Waits until an execution has ended, and passes on its events. If the command is asked to stop, it stops the execution. */
const follow = async (
  stepwise: Stepwise,
  executionArn: string,
  onEvent: (event: ExecutionEvent) => void,
  { signal }: Io,
): Promise<ExecutionDescription> => {
  try {
    for await (const event of stepwise.executionHistory(executionArn, { follow: true, signal })) onEvent(event)
  } catch (error) {
    if (!signal.aborted) throw error
    await stepwise.stopExecution(executionArn, { error: 'Stepwise.Stopped', cause: 'the command was asked to stop' })
  }
  return stepwise.describeExecution(executionArn)
}

const showOutcome = (execution: ExecutionDescription, { skipWaits }: RunCommandArgs, io: Io): string => {
  const { status, startDate, stopDate = startDate, output, error, cause } = execution
  const duration = `in ${showDuration(stopDate.getTime() - startDate.getTime())}${skipWaits ? ', waits skipped' : ''}`
  if (status === 'SUCCEEDED') return `${io.colors.green(status)} ${duration}\n${JSON.stringify(output, null, 2)}\n`
  const failure = withoutControls(showFailure(error, cause))
  return `${io.colors.red(status)} ${duration}${failure && `  ${failure}`}\n`
}

const exitCodeOf = ({ status }: ExecutionDescription, { signal }: Io): number => {
  if (signal.aborted) return exitCodes.stopped
  return status === 'SUCCEEDED' ? exitCodes.done : exitCodes.failed
}
