import { fromAwsName, parseArn } from '../../arn.ts'
import { isJsonObject, type Json } from '../../json.ts'
import { abortSignalOf, type StopSignal } from '../../stop.ts'
import { holdClock, type System } from '../../system.ts'
import { mockNamesOf } from '../function-names.ts'
import type { TaskCall } from '../interpreter/task-call.ts'
import type { CompiledMocks } from './compile-mocks.ts'
import type { CompiledMock } from './mocked-attempt.ts'

/** Performs one attempt of a mocked task. @throws StateFailure; the signal's reason */
export type MockedTask = (signal: StopSignal, taskToken: string | undefined) => Promise<Json>

/** The sources of the mocks of an execution. */
export interface MockSources {
  /** The engine's mocks. */
  readonly mocks: CompiledMocks | undefined
  /** The mocks of a test case, by the name of the state. They come first. */
  readonly testCase?: ReadonlyMap<string, CompiledMock> | undefined
}

/**
 * The mocks of one execution and of the children of its distributed Maps. It counts the attempts of each mock: retries, loops and
 * iterations count alike, as in Step Functions Local.
 */
export class ExecutionMocks {
  readonly #sources: MockSources
  readonly #stateMachine: string
  readonly #system: System
  readonly #attempts = new Map<CompiledMock, number>()
  /** The names of resources, which many tasks share. */
  readonly #names = new Map<string, readonly string[]>()

  constructor(sources: MockSources, stateMachine: string, system: System) {
    this.#sources = sources
    this.#stateMachine = stateMachine
    this.#system = system
  }

  /** The next attempt of a task, if it is mocked. */
  next(call: TaskCall): MockedTask | undefined {
    const mock = this.#find(call)
    if (mock === undefined) return undefined
    const attempt = this.#attempts.get(mock) ?? 0
    this.#attempts.set(mock, attempt + 1)
    return async (signal, taskToken) => {
      const { state, resource, parameters } = call
      const { delaySeconds, perform } = mock.attempt(attempt, state)
      if (delaySeconds) await this.#system.sleep(delaySeconds * 1000, signal)
      const stateMachine = this.#stateMachine
      const context = { state, stateMachine, resource, parameters, attempt, taskToken }
      return holdClock(this.#system, async (system) => perform({ ...context, signal: abortSignalOf(signal), system }))
    }
  }

  #find({ state, resource, parameters }: TaskCall): CompiledMock | undefined {
    const { testCase, mocks } = this.#sources
    const ofTestCase = testCase?.get(state)
    if (ofTestCase || !mocks) return ofTestCase
    const machine = this.#stateMachine
    const own = mocks.get(`${machine}.${state}`) ?? mocks.get(`${fromAwsName(machine)}.${state}`) ?? mocks.get(state)
    if (own) return own
    const started = startedMachine(resource, parameters)
    const mockOfMachine = started && mocks.get(started)
    if (mockOfMachine) return mockOfMachine
    const named = this.#namesOf(resource).find((name) => mocks.has(name))
    return named === undefined ? undefined : mocks.get(named)
  }

  #namesOf(resource: string): readonly string[] {
    const names = this.#names.get(resource) ?? mockNamesOf(resource)
    this.#names.set(resource, names)
    return names
  }
}

/** `machine/child`, for a task that runs that state machine. */
const startedMachine = (resource: string, parameters: Json): string | undefined => {
  if (!resource.includes(':states:startExecution')) return undefined
  const arn = isJsonObject(parameters) ? parameters.StateMachineArn : undefined
  const [type, name] = (typeof arn === 'string' && parseArn(arn)?.resource) || []
  return type === 'stateMachine' && name ? `machine/${fromAwsName(name)}` : undefined
}
