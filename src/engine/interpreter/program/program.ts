import type { Json, JsonObject } from '../../../json.ts'
import type { StateType } from '../../../specs/state-types.ts'
import type { QueryLanguage } from '../../../specs/values.ts'
import type { StateFailure } from '../recovery/state-failure.ts'
import type { AslMachine, AslProcessor, AslRetrier } from './asl.ts'
import type { StateEvents } from './events.ts'
import type { Frame } from './frame.ts'
import type { Maybe } from './maybe.ts'

/** The result of a state. */
export interface StateResult {
  output: Json
  /** The variables that the state assigned. */
  assigned: JsonObject | undefined
  /** The name of the next state; `undefined` if the program ends here. */
  next: string | undefined
}

/** Runs a state once, between its `…StateEntered` and `…StateExited` events, without its Retry and Catch. */
export type StateAttempt = (input: Json, frame: Frame) => Maybe<StateResult>

/** A catcher of a state, ready to be evaluated. */
export interface CompiledCatcher {
  readonly errorEquals: readonly string[]
  /** Evaluates its Output or ResultPath, and its Assign. `raw` is the input with which the state was entered. @throws EvaluationFailure */
  evaluate(failure: StateFailure, raw: Json, frame: Frame): Maybe<StateResult>
}

/** Retry and Catch of a state. */
export interface StateRecovery {
  readonly retriers: readonly AslRetrier[]
  readonly catchers: readonly CompiledCatcher[]
}

/** A state, ready to run: its paths, templates, rules and expressions are parsed. */
export interface CompiledState {
  readonly name: string
  readonly type: StateType
  /** The types of the events that it records itself. */
  readonly events: StateEvents
  /** True if it can be retried, and so has a `RetryCount` in its context object. */
  readonly canRetry: boolean
  readonly attempt: StateAttempt
  /** `undefined` if each failure of an attempt is final and has no event of its own. */
  readonly recovery: StateRecovery | undefined
}

/** One `States` object: a state machine, a Parallel branch, or the processor of a Map. */
export interface Program {
  readonly startAt: string
  readonly states: ReadonlyMap<string, CompiledState>
}

export interface StateMachineProgram extends Program {
  /** TimeoutSeconds of the state machine. */
  readonly timeoutSeconds: number | undefined
}

/** The context in which a state is compiled. */
export interface Compiler {
  /** The state's name. */
  readonly name: string
  /** The query language of the state. */
  readonly language: QueryLanguage
  /** Compiles a branch or a processor. It inherits the query language of the state machine, not of the state. */
  compile(program: AslMachine | AslProcessor): Program
}
