import { statesArn } from '../../../arn.ts'
import type { Json, JsonObject } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import { createHistory } from '../../execution/history.ts'
import { MAX_EXPRESS_EVENTS } from '../../interpreter/program/events.ts'
import { Frame } from '../../interpreter/program/frame.ts'
import type { InterpreterDeps } from '../../interpreter/program/interpreter-deps.ts'
import type { TestedState } from '../../store/tested-definitions.ts'
import { performTask } from '../../tasks/perform-task.ts'
import type { Inspection } from './inspection.ts'
import { readMockedContext } from './mocked-context.ts'
import { type MockedOutcome, outcomeOf } from './mocked-outcome.ts'
import { runMockedWork } from './mocked-work.ts'
import type { TestStateRequest } from './test-state-input.ts'

/** The dependencies of the run of a tested state. */
export interface TestRun {
  readonly tested: TestedState
  /** The items that the mocked ItemReader of a Map has read. */
  readonly readerItems?: Json | undefined
  readonly request: TestStateRequest
  readonly input: Json
  readonly variables: JsonObject
  readonly mock: MockedOutcome | undefined
  readonly inspection: Inspection | undefined
}

/** Creates the frame in which the state runs: the execution around it does not exist. */
export const createTestFrame = (run: TestRun, deps: EngineDeps, signal: StopSignal): Frame => {
  const { tested, input, variables, mock, inspection } = run
  const { system, tokens } = deps
  const interpreterDeps: InterpreterDeps = {
    system,
    turns: deps.turns,
    history: createHistory(system.now),
    maxEvents: MAX_EXPRESS_EVENTS,
    inspect: inspection?.inspect,
    context: contextOfTest(run, deps),
    newTaskToken: tokens.create,
    ...(mock ? mockedDeps(run, mock) : realDeps(run, deps)),
  }
  const mapItem = tested.isInMap ? { Index: 0, Value: input, Source: 'STATE_DATA' } : undefined
  return new Frame(interpreterDeps, signal, { variables, mapItem })
}

type WorkDeps = Pick<InterpreterDeps, 'mock' | 'perform' | 'readItems' | 'runMap'>

const realDeps = ({ request, tested, inspection }: TestRun, deps: EngineDeps): WorkDeps => ({
  perform: async (call) => {
    const isTraced = request.inspectionLevel === 'TRACE' && tested.call?.service === 'http'
    if (isTraced) inspection?.trace(call.parameters, undefined)
    const result = await performTask(call, deps)
    if (isTraced) inspection?.trace(call.parameters, result)
    return result
  },
  readItems: () => {
    throw withoutMock()
  },
  runMap: () => Promise.reject(withoutMock()),
})

const withoutMock = () => new Error('a Map cannot be tested without a mock')

const mockedDeps = ({ request, tested, readerItems = [] }: TestRun, mock: MockedOutcome): WorkDeps => {
  const { mapIterationFailureCount } = request.stateConfiguration
  const run = runMockedWork(mock, mapIterationFailureCount)
  const context = request.context === undefined ? {} : readMockedContext(request.context, tested)
  return {
    perform: async () => outcomeOf(mock),
    readItems: () => {
      throw withoutMock()
    },
    runMap: run,
    mock: { context, readerItems, run },
  }
}

/** `Execution` and `StateMachine` of the context object: those of an EXPRESS execution that does not exist (recorded). */
const contextOfTest = ({ input, request }: TestRun, { environment, system }: EngineDeps): (() => JsonObject) => {
  let context: JsonObject | undefined
  const startTime = system.now()
  const create = (): JsonObject => {
    const [machine, name] = [system.uuid(), system.uuid()]
    const { roleArn } = request
    return {
      Execution: {
        Id: statesArn(environment, 'express', machine, name),
        Input: input,
        Name: name,
        ...(roleArn !== undefined && { RoleArn: roleArn }),
        StartTime: new Date(startTime).toISOString(),
      },
      StateMachine: { Id: statesArn(environment, 'stateMachine', machine), Name: machine },
    }
  }
  return () => (context ??= create())
}
