import type { Json, JsonObject } from '../../json.ts'
import { Stop } from '../../stop.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { Inspect } from '../interpreter/inspect.ts'
import { MAX_EVENTS, MAX_EXPRESS_EVENTS } from '../interpreter/program/events.ts'
import { Frame } from '../interpreter/program/frame.ts'
import type { InterpreterDeps } from '../interpreter/program/interpreter-deps.ts'
import { parseJsonText, toJsonText } from '../interpreter/program/json-text.ts'
import type { StateMachineProgram } from '../interpreter/program/program.ts'
import { runProgram } from '../interpreter/program/run-program.ts'
import { failedDetails, StateFailure } from '../interpreter/recovery/state-failure.ts'
import { performTask } from '../tasks/perform.ts'
import { readThrown } from '../tasks/thrown.ts'
import { createHistory, type History } from './history.ts'

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED'

/** The state machine that an execution runs, as it was when the execution started. */
export interface Started {
  readonly arn: string
  readonly name: string
  readonly roleArn: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly versionArn?: string | undefined
  readonly aliasArn?: string | undefined
}

export interface ExecutionOptions {
  readonly arn: string
  readonly name: string
  readonly machine: StateMachineProgram
  readonly stateMachine: Started
  /** JSON, as it was given. */
  readonly input: string
  readonly traceHeader?: string | undefined
  /** The Map Run that started it, if it is the child of a distributed Map. */
  readonly mapRunArn?: string | undefined
  /** Observes the data flow of its states. */
  readonly inspect?: Inspect | undefined
  readonly deps: EngineDeps
}

/** One run of a machine. It changes by itself until `done`. */
export interface Execution {
  readonly arn: string
  readonly name: string
  readonly stateMachineArn: string
  readonly stateMachineVersionArn: string | undefined
  readonly stateMachineAliasArn: string | undefined
  readonly roleArn: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly mapRunArn: string | undefined
  readonly traceHeader: string | undefined
  readonly input: string
  readonly status: ExecutionStatus
  /** Milliseconds since the epoch. */
  readonly startDate: number
  readonly stopDate: number | undefined
  readonly output: string | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  readonly history: History
  /** Resolves when the execution has ended, however; nothing of it waits or runs any more. */
  readonly done: Promise<void>
  /** Ends it as ABORTED. An execution that has ended stays as it is. */
  stop(error?: string, cause?: string): void
}

/** How long an execution may run, and how much may happen in it (Step Functions quotas). Nobody can ask for EXPRESS events. */
const limits = {
  STANDARD: { longestSeconds: 31_536_000, maxEvents: MAX_EVENTS, keptEvents: MAX_EVENTS },
  EXPRESS: { longestSeconds: 300, maxEvents: MAX_EXPRESS_EVENTS, keptEvents: 1000 },
} as const satisfies Record<Started['type'], object>

/** Why an execution was ended from outside. */
interface Ended {
  readonly status: 'TIMED_OUT' | 'ABORTED'
  readonly error?: string
  readonly cause?: string
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Starts a machine on an input. It begins at once, but after the caller's own turn. */
export const startExecution = (options: ExecutionOptions): Execution => {
  const { deps, stateMachine, machine } = options
  const { system } = deps
  const { maxEvents, keptEvents, longestSeconds } = limits[stateMachine.type]
  const input = parseJsonText(options.input)
  const history = createHistory(system.now, keptEvents)
  const ending = new Stop()
  const execution = startedNow(options, history, ending)
  let context: JsonObject | undefined
  const run: InterpreterDeps = {
    system,
    history,
    maxEvents,
    inspect: options.inspect,
    context: () => (context ??= contextOf(execution, stateMachine, input)),
    newTaskToken: deps.tokens.create,
    perform: (call) => performTask(call, deps),
    runMap: (call) => deps.runMap(call, execution),
  }
  const frame = new Frame(run, ending)
  recordStart(execution, input)
  const perform = async () => {
    await undefined
    try {
      const output = await runWithin(machine, { input, frame, ending, longestSeconds })
      ending.throwIfAborted()
      succeed(execution, output, frame)
    } catch (thrown) {
      end(execution, thrown, frame)
    }
    execution.stopDate = system.now()
  }
  execution.done = perform()
  return execution
}

const startedNow = (
  { arn, name, stateMachine, mapRunArn, traceHeader, input, deps }: ExecutionOptions,
  history: History,
  ending: Stop,
): Mutable<Execution> => ({
  arn,
  name,
  stateMachineArn: stateMachine.arn,
  stateMachineVersionArn: stateMachine.versionArn,
  stateMachineAliasArn: stateMachine.aliasArn,
  roleArn: stateMachine.roleArn,
  type: stateMachine.type,
  mapRunArn,
  traceHeader,
  input,
  status: 'RUNNING',
  startDate: deps.system.now(),
  stopDate: undefined,
  output: undefined,
  error: undefined,
  cause: undefined,
  history,
  done: Promise.resolve(),
  stop: (error, cause) => {
    const ended: Ended = { status: 'ABORTED', ...(error && { error }), ...(cause && { cause }) }
    ending.abort(ended)
  },
})

/** Runs the machine until it ends or its time is over. */
const runWithin = async (
  machine: StateMachineProgram,
  { input, frame, ending, longestSeconds }: { input: Json; frame: Frame; ending: Stop; longestSeconds: number },
): Promise<Json> => {
  const seconds = Math.min(machine.timeoutSeconds ?? longestSeconds, longestSeconds)
  const stopClock = frame.deps.system.after(seconds * 1000, () => ending.abort({ status: 'TIMED_OUT' } satisfies Ended))
  try {
    return await runProgram(machine, input, frame)
  } finally {
    stopClock()
  }
}

const recordStart = (
  { history, roleArn, stateMachineAliasArn, stateMachineVersionArn }: Execution,
  input: Json,
): void => {
  history.record('ExecutionStarted', 0, {
    input,
    roleArn,
    ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
    ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
  })
}

const succeed = (execution: Mutable<Execution>, output: Json, { previous }: Frame): void => {
  execution.output = toJsonText(output)
  execution.status = 'SUCCEEDED'
  execution.history.record('ExecutionSucceeded', previous, { output })
}

/** An ended execution's last event; what ends it from outside follows no event (recorded for StopExecution). */
const end = (execution: Mutable<Execution>, thrown: unknown, frame: Frame): void => {
  const { history } = execution
  if (frame.signal.aborted) {
    const { status, error, cause } = frame.signal.reason as Ended
    execution.status = status
    execution.error = error
    execution.cause = cause
    if (status === 'ABORTED')
      history.record('ExecutionAborted', 0, { ...(error && { error }), ...(cause && { cause }) })
    else history.record('ExecutionTimedOut', 0, { error: 'States.Timeout' })
    return
  }
  const failure = thrown instanceof StateFailure ? thrown : unexpected(thrown, frame)
  const details = failedDetails(failure)
  execution.status = 'FAILED'
  execution.error = details.error
  execution.cause = details.cause
  history.record('ExecutionFailed', frame.previous, details)
}

/** What the engine did not foresee fails the execution, and nothing else. */
const unexpected = (thrown: unknown, frame: Frame): StateFailure =>
  new StateFailure('States.Runtime', frame.messagePrefix + readThrown(thrown).message)

/** `Execution` and `StateMachine` of the context object. */
const contextOf = ({ arn, name, startDate, roleArn }: Execution, stateMachine: Started, input: Json): JsonObject => ({
  Execution: {
    Id: arn,
    Input: input,
    StartTime: new Date(startDate).toISOString(),
    Name: name,
    RoleArn: roleArn,
    RedriveCount: 0,
  },
  StateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
})
