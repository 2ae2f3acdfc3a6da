import type { ExecutionEvent } from '../client/execution-event.ts'
import { isJsonObject } from '../json.ts'
import { assertOptions, type OptionChecks } from '../options.ts'

/** A visit of a state in a run, as `SimulatedRun` has it. */
export interface GraphVisit {
  readonly name: string
  readonly attempts: readonly unknown[]
  readonly error?: string
  /** Milliseconds. */
  readonly duration: number
  /** Absent if the state was not left. */
  readonly output?: unknown
  readonly next?: string
  readonly choice?: number | 'default'
  readonly catcher?: number
}

/** A run of a definition: a `SimulatedRun` of `stepwise-ts/testing` is one. */
export interface GraphRun {
  readonly states: readonly GraphVisit[]
}

export interface GraphOptions {
  /** A run to draw: a `SimulatedRun`, or the events of `executionHistory`. The graph shows the visits of each state. */
  readonly run?: GraphRun | readonly ExecutionEvent[]
}

const checks: OptionChecks<GraphOptions> = {
  run: {
    expected: 'a SimulatedRun or an array of history events',
    fits: (run: unknown) => Array.isArray(run) || (isJsonObject(run) && Array.isArray(run.states)),
  },
}

/** @throws TypeError that names the option, the expected value and the given one. */
export const assertGraphOptions = (options: GraphOptions): void => assertOptions('options', options, checks)
