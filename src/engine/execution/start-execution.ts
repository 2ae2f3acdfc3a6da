import type { Json, JsonObject } from '../../json.ts'
import { Stop } from '../../stop.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { Inspect } from '../interpreter/inspect.ts'
import { MAX_EVENTS, MAX_EXPRESS_EVENTS } from '../interpreter/program/events.ts'
import { Frame } from '../interpreter/program/frame.ts'
import type { InterpreterDeps } from '../interpreter/program/interpreter-deps.ts'
import type { StateMachineProgram } from '../interpreter/program/program.ts'
import { runProgram } from '../interpreter/program/run-program.ts'
import { failedDetails, StateFailure } from '../interpreter/recovery/state-failure.ts'
import { loggedHistory } from '../logs/logged-history.ts'
import { readItems } from '../map-data/read-items.ts'
import type { LoggingConfiguration } from '../store/state-machine-record.ts'
import { performTask } from '../tasks/perform-task.ts'
import { readThrown } from '../tasks/read-thrown.ts'
import type { EngineExecution } from './engine-execution.ts'
import { ExecutionSize } from './execution-size.ts'
import { ExecutionTurns } from './execution-turns.ts'
import { createHistory, type GivenNumber, givenNumber, type History, payloadText } from './history.ts'
import { runMap } from './run-map.ts'

/** The state machine that an execution runs, as it was when the execution started. */
export interface ExecutedStateMachine {
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
  readonly stateMachine: ExecutedStateMachine
  /** JSON, as it was given. */
  readonly inputText: string
  /** The value of `inputText`, as `parseJsonText` returns it. */
  readonly input: Json
  readonly traceHeader?: string | undefined
  /** The Map Run that started it, if it is the child of a distributed Map. */
  readonly mapRunArn?: string | undefined
  /** Whether StartSyncExecution started it. */
  readonly isSync?: boolean | undefined
  /** What it logs. Default nothing. */
  readonly logging?: LoggingConfiguration | undefined
  /** Observes the data flow of its states. */
  readonly inspect?: Inspect | undefined
  readonly deps: EngineDeps
}

/** How long an execution may run, and how many events it may have (Step Functions quotas). AWS does not return EXPRESS events. */
const limits = {
  STANDARD: { longestSeconds: 31_536_000, maxEvents: MAX_EVENTS, keptEvents: MAX_EVENTS },
  EXPRESS: { longestSeconds: 300, maxEvents: MAX_EXPRESS_EVENTS, keptEvents: 1000 },
} as const satisfies Record<ExecutedStateMachine['type'], object>

/** A task of a longer history is preceded by a look at its size. */
const EVENTS_WITHOUT_CHECK = 100

/** The reason with which an execution is ended from outside. */
class Termination {
  readonly status: 'TIMED_OUT' | 'ABORTED'
  readonly error: string | undefined
  readonly cause: string | undefined
  constructor(status: Termination['status'], error?: string, cause?: string) {
    this.status = status
    this.error = error
    this.cause = cause
  }
}

const doNothing = () => {}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Starts an execution. Its first state is entered in a microtask, after the caller has returned. */
export const startExecution = (options: ExecutionOptions): EngineExecution => {
  const { deps, stateMachine, machine, input } = options
  const { system } = deps
  const { maxEvents, longestSeconds } = limits[stateMachine.type]
  const given = givenNumber(input, options.inputText)
  const history = historyOf(options, given)
  const ending = new Stop()
  const execution = createExecution(options, history, ending)
  const size = new ExecutionSize(history, deps.open, options.inputText)
  const turns = new ExecutionTurns(deps.turns, {
    size,
    isNested: deps.open.isNested || options.mapRunArn !== undefined,
  })
  let context: JsonObject | undefined
  const run: Mutable<InterpreterDeps> = {
    system,
    turns,
    history,
    maxEvents,
    stopBeforeState: undefined,
    inspect: options.inspect,
    context: () => (context ??= contextOf(execution, options)),
    newTaskToken: deps.tokens.create,
    perform: (call) => {
      if (history.length > EVENTS_WITHOUT_CHECK) size.check()
      return performTask(call, deps)
    },
    readItems: (call) => readItems(call, deps),
    runMap: (call) => {
      const startChild = (child: ExecutionOptions) => startExecution({ ...child, logging: options.logging })
      return runMap(call, { parent: execution, deps, turns, startExecution: startChild })
    },
  }
  execution.stopAtTransition = () => {
    run.stopBeforeState = () => execution.stop()
  }
  const frame = new Frame(run, ending)
  recordStart(execution, input)
  const perform = async () => {
    await undefined
    try {
      const output = await runWithin(machine, { input, frame, ending, longestSeconds })
      ending.throwIfAborted()
      succeed(execution, { output, text: payloadText(output, given) }, frame)
    } catch (thrown) {
      end(execution, thrown, frame)
    }
    execution.stopDate = system.now()
    execution.endedBytes = size.close()
    execution.stopAtTransition = doNothing // Frees what the function refers to.
  }
  execution.done = system.holds ? system.holds.detach(perform) : perform()
  return execution
}

const historyOf = ({ arn, stateMachine, logging, deps }: ExecutionOptions, given: GivenNumber | undefined): History => {
  const history = createHistory(deps.system.now, { keeps: limits[stateMachine.type].keptEvents, given })
  return logging && deps.logs ? loggedHistory(history, { executionArn: arn, logging, write: deps.logs.write }) : history
}

const createExecution = (
  { arn, name, stateMachine, mapRunArn, traceHeader, inputText, deps }: ExecutionOptions,
  history: History,
  ending: Stop,
): Mutable<EngineExecution> => ({
  arn,
  name,
  stateMachineArn: stateMachine.arn,
  stateMachineVersionArn: stateMachine.versionArn,
  stateMachineAliasArn: stateMachine.aliasArn,
  roleArn: stateMachine.roleArn,
  type: stateMachine.type,
  mapRunArn,
  traceHeader,
  input: inputText,
  status: 'RUNNING',
  startDate: deps.system.now(),
  stopDate: undefined,
  output: undefined,
  error: undefined,
  cause: undefined,
  history,
  endedBytes: 0,
  done: Promise.resolve(),
  stop: (error, cause) => ending.abort(new Termination('ABORTED', error || undefined, cause || undefined)),
  stopAtTransition: doNothing,
})

/** Runs the machine until it ends or times out. */
const runWithin = async (
  machine: StateMachineProgram,
  { input, frame, ending, longestSeconds }: { input: Json; frame: Frame; ending: Stop; longestSeconds: number },
): Promise<Json> => {
  const seconds = Math.min(machine.timeoutSeconds ?? longestSeconds, longestSeconds)
  const cancelTimer = frame.deps.system.after(seconds * 1000, () => ending.abort(new Termination('TIMED_OUT')))
  try {
    return await runProgram(machine, input, frame)
  } finally {
    cancelTimer()
  }
}

const recordStart = (
  { history, roleArn, stateMachineAliasArn, stateMachineVersionArn }: EngineExecution,
  input: Json,
): void => {
  history.record('ExecutionStarted', 0, {
    input,
    roleArn,
    ...(stateMachineAliasArn !== undefined && { stateMachineAliasArn }),
    ...(stateMachineVersionArn !== undefined && { stateMachineVersionArn }),
  })
}

const succeed = (
  execution: Mutable<EngineExecution>,
  { output, text }: { output: Json; text: string },
  { previous }: Frame,
): void => {
  execution.output = text
  execution.status = 'SUCCEEDED'
  execution.history.record('ExecutionSucceeded', previous, { output })
}

/** Records the last event. One that comes from outside follows no other event (recorded for StopExecution). */
const end = (execution: Mutable<EngineExecution>, thrown: unknown, frame: Frame): void => {
  const { reason } = frame.signal
  if (reason instanceof Termination) terminate(execution, reason)
  else fail(execution, thrown, frame)
}

const fail = (execution: Mutable<EngineExecution>, thrown: unknown, frame: Frame): void => {
  const details = failedDetails(thrown instanceof StateFailure ? thrown : runtimeFailure(thrown, frame))
  execution.status = 'FAILED'
  execution.error = details.error
  execution.cause = details.cause
  execution.history.record('ExecutionFailed', frame.previous, details)
}

const terminate = (execution: Mutable<EngineExecution>, { status, error, cause }: Termination): void => {
  execution.status = status
  execution.error = error
  execution.cause = cause
  if (status === 'TIMED_OUT') execution.history.record('ExecutionTimedOut', 0, { error: 'States.Timeout' })
  else execution.history.record('ExecutionAborted', 0, { ...(error && { error }), ...(cause && { cause }) })
}

/** An unexpected error fails its execution, and does not reach the rest of the engine. */
const runtimeFailure = (thrown: unknown, frame: Frame): StateFailure =>
  new StateFailure('States.Runtime', frame.messagePrefix + readThrown(thrown).message)

/** `Execution` and `StateMachine` of the context object. That of StartSyncExecution has no RedriveCount (recorded). */
const contextOf = (
  { arn, name, startDate, roleArn }: EngineExecution,
  { stateMachine, input, isSync }: ExecutionOptions,
): JsonObject => ({
  Execution: {
    Id: arn,
    Input: input,
    StartTime: new Date(startDate).toISOString(),
    Name: name,
    RoleArn: roleArn,
    ...(!isSync && { RedriveCount: 0 }),
  },
  StateMachine: { Id: stateMachine.arn, Name: stateMachine.name },
})
