import { byteLength } from '../../json.ts'

/** The figures of one execution. A run of `simulate` has them. */
export interface MeasuredRun {
  /** State transitions: each visit of a state, and each retry. */
  readonly transitions: number
  /** Milliseconds from the start to the end. Default 0. */
  readonly duration?: number
  /** The largest input or output of a state, in bytes. Default: that of the states of a simulated run, else 0. */
  readonly payloadBytes?: number
  /** The visits of states in branches and iterations. Default: those of a simulated run, else 0. */
  readonly parallelSteps?: number
  /** The visits of states of a simulated run. */
  readonly states?: readonly VisitedState[]
}

/** A visit of a state, as simulated runs have it. */
export interface VisitedState {
  readonly path: readonly (string | number)[]
  readonly attempts: readonly unknown[]
  readonly enteredAt: number
  readonly duration: number
  readonly input?: unknown
  readonly output?: unknown
}

/** The figures that determine the price of one execution. */
export interface RunFigures {
  /** State transitions without those of child executions of the type EXPRESS. */
  readonly transitions: number
  readonly durationMs: number
  readonly payloadBytes: number
  readonly parallelSteps: number
  /** The durations of child executions of the type EXPRESS, in milliseconds. */
  readonly childMs: readonly number[]
}

/** @param expressMaps the names of the Map states whose child executions are of the type EXPRESS */
export const measureRun = (run: MeasuredRun, expressMaps: ReadonlySet<string>): RunFigures => {
  const { transitions, duration = 0, states = [] } = run
  const children = new Map<string, VisitedState[]>()
  for (const state of states) {
    const index = state.path.findIndex((key) => typeof key === 'string' && expressMaps.has(key))
    if (index < 0 || index >= state.path.length - 1) continue
    const key = JSON.stringify(state.path.slice(0, index + 2))
    children.set(key, [...(children.get(key) ?? []), state])
  }
  const inChildren = [...children.values()].flat().reduce((sum, { attempts }) => sum + attempts.length, 0)
  return {
    transitions: transitions - inChildren,
    durationMs: duration,
    payloadBytes: run.payloadBytes ?? largestPayload(states),
    parallelSteps: run.parallelSteps ?? states.filter(({ path }) => path.length > 1).length,
    childMs: [...children.values()].map(durationOf),
  }
}

const durationOf = (states: readonly VisitedState[]): number =>
  Math.max(...states.map(({ enteredAt, duration }) => enteredAt + duration)) -
  Math.min(...states.map(({ enteredAt }) => enteredAt))

const largestPayload = (states: readonly VisitedState[]): number =>
  states.reduce((most, { input, output }) => Math.max(most, bytesOf(input), bytesOf(output)), 0)

const bytesOf = (value: unknown): number => (value === undefined ? 0 : byteLength(JSON.stringify(value)))
