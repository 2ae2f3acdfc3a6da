import type { Json, JsonObject } from '../json.ts'

/** One attempt of a state: the first, or a retry. */
export interface SimulatedAttempt {
  /** Parameters or Arguments, evaluated; the input without them. */
  readonly arguments?: Json
  /** The result of the work, before ResultSelector, ResultPath and Output. */
  readonly result?: Json
  readonly error?: string
  readonly cause?: string
  /** The index of the retrier after whose delay the next attempt followed, from 0. */
  readonly retrier?: number
  /** Milliseconds from the start of the execution to the start of the attempt. */
  readonly startedAt: number
}

/** One visit of a state. */
export interface SimulatedState {
  readonly name: string
  /** `Task`, `Choice`, … as in ASL. */
  readonly type: string
  /** The states and iterations around it, and its name: `['each', 2, 'ship']`. */
  readonly path: readonly (string | number)[]
  readonly input: Json
  /** Parameters or Arguments of the last attempt. */
  readonly arguments?: Json
  /** The result of the last attempt. */
  readonly result?: Json
  /** Absent if the state was not left. */
  readonly output?: Json
  /** The variables that it assigned. */
  readonly assigned?: JsonObject
  readonly attempts: readonly SimulatedAttempt[]
  /** The error of the last attempt, also if a catcher caught it. */
  readonly error?: string
  readonly cause?: string
  /** Of a Choice state: the index of the rule that held, from 0, or `'default'`. */
  readonly choice?: number | 'default'
  /** The index of the catcher that caught the error, from 0. */
  readonly catcher?: number
  /** The name of the state that followed it. */
  readonly next?: string
  /** Milliseconds from the start of the execution. */
  readonly enteredAt: number
  /** Milliseconds from its start to its end, or to the end of the execution. */
  readonly duration: number
}
