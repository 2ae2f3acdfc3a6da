import { inspect } from 'node:util'
import { createEventReader, type ExecutionEvent } from '../client/execution-event.ts'
import { FailedStateSearch } from '../client/failed-state.ts'
import type { EngineExecution } from '../engine/execution/engine-execution.ts'
import { type FailedState, formatPath } from '../errors.ts'
import type { Json } from '../json.ts'
import { expectedOneOf } from '../options.ts'
import { type RecordedExecution, readStates } from './read-states.ts'
import type { SimulatedState } from './simulated-state.ts'
import type { ObservedExecution, Simulation } from './simulation.ts'

/**
 * An execution that was simulated.
 *
 * @example
 * const run = await simulate(orders, { input: { item: 'book' }, handlers })
 * console.log(run.status, run.output, run.visited)
 */
export class SimulatedRun<Output = Json> {
  readonly status: EngineExecution['status']
  /** Absent unless the execution succeeded. */
  readonly output: Output | undefined
  readonly error: string | undefined
  readonly cause: string | undefined
  /** Milliseconds of virtual time from its start to its end. */
  readonly duration: number
  readonly #recorded: () => RecordedExecution
  readonly #states: () => readonly SimulatedState[]
  /** The names of all states of the definition. */
  readonly names: readonly string[]

  /** @param output - of an execution that succeeded */
  constructor(
    { execution, observed, prepared }: Pick<Simulation, 'execution' | 'observed' | 'prepared'>,
    output?: Output,
  ) {
    const { status, error, cause, startDate, stopDate = startDate } = execution
    this.status = status
    this.output = output
    this.error = error
    this.cause = cause
    this.duration = stopDate - startDate
    this.names = prepared.states.map(({ name }) => name)
    this.#recorded = lazily(() => recordedExecution(execution, observed))
    this.#states = lazily(() => readStates(this.#recorded(), startDate))
  }

  /** The events of the execution, as AWS records them, with parsed payloads and the path of their state. */
  get history(): readonly ExecutionEvent[] {
    return this.#recorded().events
  }

  /** Every visit of a state, in the order of their starts: those in branches, iterations and Map Runs too. */
  get states(): readonly SimulatedState[] {
    return this.#states()
  }

  /** The names of the states that were visited, in the order of their starts. */
  get visited(): readonly string[] {
    return this.states.map(({ name }) => name)
  }

  /** The number of state transitions that AWS bills: each visit of a state, and each retry. */
  get transitions(): number {
    return this.states.reduce((total, { attempts }) => total + attempts.length, 0)
  }

  /** The state that failed, or that was running when the execution was stopped; `undefined` if it succeeded. */
  get failedState(): FailedState | undefined {
    return this.status === 'SUCCEEDED' ? undefined : failedStateIn(this.history)
  }

  /**
   * The first visit of a state.
   * @throws RangeError if it was not visited, or does not exist
   *
   * @example
   * const run = await simulate(orders, { input: { item: 'book' }, handlers })
   * console.log(run.state('price').attempts.length)
   */
  state(name: string): SimulatedState {
    const [first] = this.visits(name)
    if (first) return first
    throw new RangeError(`the state ${JSON.stringify(name)} was not visited\n${this}`)
  }

  /**
   * All visits of a state: of a loop, or of the iterations of a Map.
   * @throws RangeError if the state does not exist
   *
   * @example
   * const run = await simulate(echo)
   * console.log(run.visits('a').map(({ input }) => input))
   */
  visits(name: string): readonly SimulatedState[] {
    if (!this.names.includes(name))
      throw new RangeError(`there is no state named ${JSON.stringify(name)}; ${expectedOneOf(name, this.names)}`)
    return this.states.filter((state) => state.name === name)
  }

  /** The path that the execution took, one line for each visit of a state. */
  toString(): string {
    return showRun(this)
  }

  [inspect.custom](): string {
    return this.toString()
  }
}

const lazily = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined
  return () => {
    made ??= { value: make() }
    return made.value
  }
}

const recordedExecution = (
  { history, arn, error, cause }: EngineExecution,
  observed: readonly ObservedExecution[],
): RecordedExecution => {
  const events = readEvents(history)
  return {
    events,
    inspected: observed.find(({ execution }) => execution.arn === arn)?.inspected ?? [],
    error,
    cause,
    failedPath: error === undefined ? undefined : failedStateIn(events)?.path,
    children: (mapRunArn) =>
      observed
        .filter(({ execution }) => execution.mapRunArn === mapRunArn)
        .map(({ execution }) => recordedExecution(execution, observed)),
  }
}

const readEvents = (history: EngineExecution['history']): ExecutionEvent[] => {
  const read = createEventReader()
  return history
    .events({ reverse: false, from: 0, limit: history.length, includeExecutionData: true })
    .map((event) => read({ ...event, timestamp: new Date(Math.round(event.timestamp * 1000)) }))
}

const failedStateIn = (events: readonly ExecutionEvent[]): FailedState | undefined => {
  const search = new FailedStateSearch()
  for (const event of events) search.read(event)
  return search.found
}

/** The path that an execution took, as a table. */
const showRun = ({ status, error, cause, duration, states }: SimulatedRun<unknown>): string => {
  const lines = states.map(({ path, type, error, next, attempts, enteredAt }) => [
    `${enteredAt} ms`,
    formatPath(path),
    type,
    [attempts.length > 1 ? `${attempts.length} attempts` : '', error ?? '', next === undefined ? '' : `→ ${next}`]
      .filter(Boolean)
      .join(', '),
  ])
  const widths = [0, 1, 2].map((column) => Math.max(0, ...lines.map((line) => line[column]?.length ?? 0)))
  const table = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const end = [error, cause].filter(Boolean).join(': ')
  return [...table, `${status} after ${duration} ms${end === '' ? '' : `: ${end}`}`].join('\n')
}
