import type { Json, JsonObject } from '../../json.ts'
import { Stop } from '../../stop.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { Inspect } from '../interpreter/inspect.ts'
import { MAX_EVENTS, MAX_EXPRESS_EVENTS } from '../interpreter/program/events.ts'
import { Frame } from '../interpreter/program/frame.ts'
import type { InterpreterDeps } from '../interpreter/program/interpreter-deps.ts'
import type { StateMachineProgram } from '../interpreter/program/program.ts'
import type { ResumePoint } from '../interpreter/program/resume-point.ts'
import { runProgram } from '../interpreter/program/run-program.ts'
import { failedDetails, StateFailure } from '../interpreter/recovery/state-failure.ts'
import { loggedHistory } from '../logs/logged-history.ts'
import { readItems } from '../map-data/read-items.ts'
import type { ExecutionMocks } from '../mocks/execution-mocks.ts'
import type { LoggingConfiguration } from '../store/state-machine-record.ts'
import { performTask } from '../tasks/perform-task.ts'
import { readThrown } from '../tasks/read-thrown.ts'
import { type EngineExecution, MAX_OPEN_SECONDS } from './engine-execution.ts'
import { ExecutionSize } from './execution-size.ts'
import { ExecutionTurns } from './execution-turns.ts'
import { createHistory, givenNumber, type History, payloadText } from './history.ts'
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
  /** True if StartSyncExecution started it. */
  readonly isSync?: boolean | undefined
  /** Its logging configuration. Default: it logs nothing. */
  readonly logging?: LoggingConfiguration | undefined
  /** The mocks of its tasks. Default none. */
  readonly mocks?: ExecutionMocks | undefined
  /** Observes the data flow of its states. */
  readonly inspect?: Inspect | undefined
  /** The section of it that runs, and what is set before that. Default all of it. */
  readonly section?: ExecutionSection | undefined
  readonly deps: EngineDeps
}

/** A part of a state machine that runs on its own. */
export interface ExecutionSection {
  /** The state with which it ends, whatever follows it in the definition. */
  readonly lastState?: string | undefined
  /** The values of workflow variables at its start. */
  readonly variables?: JsonObject | undefined
  /** Members of the context object's `Execution` and `StateMachine` that replace its own. */
  readonly context?: JsonObject | undefined
}

/** How long an execution may run, and how many events it may have (Step Functions quotas). AWS does not return EXPRESS events. */
const limits = {
  STANDARD: { longestSeconds: MAX_OPEN_SECONDS, maxEvents: MAX_EVENTS, keptEvents: MAX_EVENTS },
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

/** An execution, with what a redrive of it needs. */
interface RedrivableExecution extends Mutable<EngineExecution> {
  /** The state in which it ended without success; `undefined` if it has not. */
  resumePoint: ResumePoint | undefined
}

/** Starts an execution. Its first state is entered in a microtask, after the caller has returned. */
export const startExecution = (options: ExecutionOptions): EngineExecution => {
  const execution = createExecution(options)
  execution.redrive = redriveWith(execution, options)
  recordStart(execution, options.input)
  run(execution, options)
  return execution
}

/** Continues an execution. Its history continues too; its timeout starts anew (developer guide, redrive-executions). */
const redrive = (execution: RedrivableExecution, options: ExecutionOptions): void => {
  const { history } = execution
  execution.status = 'RUNNING'
  execution.isPendingRedrive = false
  execution.redriveCount++
  execution.redriveDate = options.deps.system.now()
  execution.stopDate = undefined
  execution.error = undefined
  execution.cause = undefined
  const previous = history.record('ExecutionRedriven', history.length, { redriveCount: execution.redriveCount })
  run(execution, options, previous)
}

/** Runs an execution from its start or its resume point. The first event follows `previous`. */
const run = (execution: RedrivableExecution, options: ExecutionOptions, previous = 0): void => {
  const { system } = options.deps
  const ending = new Stop()
  const { size } = execution
  size.start()
  const interpreterDeps = createInterpreterDeps(execution, options)
  execution.stop = stopWith(ending)
  execution.stopAtTransition = stopAtTransitionWith(execution, interpreterDeps)
  const frame = new Frame(interpreterDeps, ending, { previous, variables: options.section?.variables ?? {} })
  const { resumePoint } = execution
  execution.resumePoint = undefined
  const perform = async () => {
    await undefined
    try {
      succeed(execution, await runWithin(execution, options, { frame, ending, resumePoint }), { frame, options })
    } catch (thrown) {
      end(execution, thrown, frame)
    }
    execution.stopDate = system.now()
    size.close()
    free(execution)
  }
  execution.done = system.holds ? system.holds.detach(perform) : perform()
}

// The functions of an execution are made apart from it: made where it is started, they double the cost of a start.
const redriveWith = (execution: RedrivableExecution, options: ExecutionOptions) => () => redrive(execution, options)

const stopWith =
  (ending: Stop): EngineExecution['stop'] =>
  (error, cause) =>
    ending.abort(new Termination('ABORTED', error || undefined, cause || undefined))

const stopAtTransitionWith = (execution: EngineExecution, deps: Mutable<InterpreterDeps>) => () => {
  deps.stopBeforeState = () => execution.stop()
}

/** Frees what the functions of an execution that has ended refer to. */
const free = (execution: RedrivableExecution): void => {
  execution.stop = doNothing
  execution.stopAtTransition = doNothing
  if (execution.status === 'SUCCEEDED') execution.redrive = doNothing
}

const createInterpreterDeps = (execution: EngineExecution, options: ExecutionOptions): Mutable<InterpreterDeps> => {
  const { deps, stateMachine } = options
  const { history, size } = execution
  const turns = new ExecutionTurns(deps.turns, {
    size,
    isNested: deps.open.isNested || options.mapRunArn !== undefined,
  })
  let context: JsonObject | undefined
  const ref = { executionArn: options.arn, stateMachineArn: stateMachine.arn }
  return {
    system: deps.system,
    turns,
    history,
    maxEvents: limits[stateMachine.type].maxEvents,
    stopBeforeState: undefined,
    lastState: options.section?.lastState,
    inspect: options.inspect ?? deps.inspectorOf?.(execution),
    context: () => (context ??= contextOf(execution, options)),
    newTaskToken: deps.tokens.create,
    perform: (call) => {
      if (history.length > EVENTS_WITHOUT_CHECK) size.check()
      return performTask(call, deps, { execution: ref, mocks: options.mocks })
    },
    readItems: (call) => readItems(call, deps),
    runMap: (call) => {
      const { logging, mocks } = options
      const startChild = (child: ExecutionOptions) => startExecution({ ...child, logging, mocks })
      return runMap(call, { parent: execution, deps, turns, startExecution: startChild })
    },
  }
}

const historyOf = ({ arn, stateMachine, logging, deps, input, inputText }: ExecutionOptions): History => {
  const { keptEvents, maxEvents } = limits[stateMachine.type]
  const keeps = deps.inspectorOf ? maxEvents : keptEvents
  const history = createHistory(deps.system.now, { keeps, given: givenNumber(input, inputText) })
  return logging && deps.logs ? loggedHistory(history, { executionArn: arn, logging, write: deps.logs.write }) : history
}

const createExecution = (options: ExecutionOptions): RedrivableExecution => {
  const { arn, name, stateMachine, mapRunArn, traceHeader, inputText, deps } = options
  const history = historyOf(options)
  return {
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
    isPendingRedrive: false,
    startDate: deps.system.now(),
    stopDate: undefined,
    output: undefined,
    error: undefined,
    cause: undefined,
    history,
    redriveCount: 0,
    redriveDate: undefined,
    resumePoint: undefined,
    size: new ExecutionSize(options.input, { history, open: deps.open }),
    done: Promise.resolve(),
    stop: doNothing,
    stopAtTransition: doNothing,
    redrive: doNothing,
  }
}

/** Runs the machine until it ends or times out. */
const runWithin = async (
  { startDate }: EngineExecution,
  { machine, input, stateMachine, deps: { system } }: ExecutionOptions,
  { frame, ending, resumePoint }: { frame: Frame; ending: Stop; resumePoint: ResumePoint | undefined },
): Promise<Json> => {
  const longestMs = limits[stateMachine.type].longestSeconds * 1000 - (system.now() - startDate)
  const ms = Math.min((machine.timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000, longestMs)
  const cancelTimer = system.after(ms, () => ending.abort(new Termination('TIMED_OUT')))
  try {
    return await runProgram(machine, input, frame, resumePoint)
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
  output: Json,
  { frame, options: { input, inputText } }: { frame: Frame; options: ExecutionOptions },
): void => {
  execution.output = payloadText(output, givenNumber(input, inputText))
  execution.status = 'SUCCEEDED'
  execution.history.record('ExecutionSucceeded', frame.previous, { output })
}

/** Records the last event. One that comes from outside follows no other event (recorded for StopExecution). */
const end = (execution: RedrivableExecution, thrown: unknown, frame: Frame): void => {
  execution.resumePoint = frame.resumePoint
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
  { arn, name, startDate, roleArn, redriveCount, redriveDate }: EngineExecution,
  { stateMachine, input, isSync, section }: ExecutionOptions,
): JsonObject => ({
  Execution: {
    Id: arn,
    Input: input,
    StartTime: new Date(startDate).toISOString(),
    Name: name,
    RoleArn: roleArn,
    ...(!isSync && { RedriveCount: redriveCount }),
    ...(redriveDate !== undefined && { RedriveTime: new Date(redriveDate).toISOString() }),
    ...Object(section?.context?.Execution),
  },
  StateMachine: { Id: stateMachine.arn, Name: stateMachine.name, ...Object(section?.context?.StateMachine) },
})
