import type { ExpressionScope, JsonataScope, Variables } from '../../../expressions/scope.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { type StateType, stateTypes } from '../../../specs/state-types.ts'
import type { StopSignal } from '../../../stop.ts'
import type { Inspect, InspectionStep } from '../inspect.ts'
import { StateFailure } from '../recovery/state-failure.ts'
import type { AbortableType, DetailsOf, EventType } from './events.ts'
import type { InterpreterDeps } from './interpreter-deps.ts'
import { toJsonText } from './json-text.ts'
import type { CompiledState } from './program.ts'
import type { Block, BlockProgress, ResumePoint } from './resume-point.ts'

/** One visit of a state. */
interface Visit {
  readonly type: StateType
  readonly name: string
  readonly enteredId: number
  readonly enteredAt: number
  retries: number | undefined
  token: string | undefined
}

/** The visit of a frame that has not entered a state yet. */
const notEntered: Visit = { type: 'Pass', name: '', enteredId: 0, enteredAt: 0, retries: undefined, token: undefined }

/** The state of a frame at its start. */
interface FrameStart {
  /** The id of the event that the first one follows. */
  readonly previous?: number
  readonly variables?: Variables
  /** `$$.Map.Item`. */
  readonly mapItem?: JsonObject | undefined
}

/**
 * A run of one program: of an execution's state machine, a Parallel branch, or the processor of a Map for one item. It holds everything
 * of the run that changes.
 */
export class Frame {
  readonly deps: InterpreterDeps
  /** Aborted if the run is to stop; whatever waits in it then throws the reason. */
  readonly signal: StopSignal
  /** The workflow variables: replaced, never changed, so that branches share only what they started with. */
  variables: Variables
  /** The id of the event that the next one follows. */
  previous: number
  private readonly mapItem: JsonObject | undefined
  private readonly inspector: Inspect | undefined
  private visit: Visit = notEntered
  private beforeEntered = 0
  /** The current state, if it is a Parallel or Map state that has started. */
  private block: Block | undefined
  /** The progress from which the current state continues, until it has started. */
  private resumed: BlockProgress | undefined
  private end: ResumePoint | undefined

  constructor(deps: InterpreterDeps, signal: StopSignal, { previous = 0, variables = {}, mapItem }: FrameStart = {}) {
    this.deps = deps
    this.signal = signal
    this.previous = previous
    this.variables = variables
    this.mapItem = mapItem
    this.inspector = deps.inspect
  }

  /** A frame for a program inside the current state: it reads the same variables and cannot change them. */
  branch(signal: StopSignal, { previous = this.previous, mapItem = this.mapItem } = {}): Frame {
    return new Frame(this.deps, signal, { previous, variables: this.variables, mapItem })
  }

  /** Appends an event after the frame's last one. @throws StateFailure if the history is full */
  record<T extends EventType>(type: T, details: DetailsOf<T>): number {
    this.previous = this.recordAside(type, details)
    return this.previous
  }

  /** Appends an event after the frame's last one that the next one does not follow. */
  recordAside<T extends EventType>(type: T, details: DetailsOf<T>): number {
    const { history, maxEvents } = this.deps
    if (history.length >= maxEvents - 1) throw historyIsFull(maxEvents)
    return history.record(type, this.previous, details)
  }

  /** Records that the current state was stopped because of the event `previous`, if its type has such an event. */
  recordAborted(previous: number): void {
    const { type } = this.visit
    if (!isAbortable(type)) return
    this.previous = previous
    this.recordAside(`${type}StateAborted`, undefined)
  }

  /** Records that a state is entered, which makes it the current state. */
  enter({ type, name, events, canRetry }: CompiledState, input: Json): void {
    this.beforeEntered = this.previous
    const enteredId = this.record(events.entered, { name, input })
    const retries = canRetry ? 0 : undefined
    this.visit = { type, name, enteredId, enteredAt: this.deps.history.timeOf(enteredId), retries, token: undefined }
    this.block = undefined
    this.resumed = undefined
  }

  /**
   * Continues from where an earlier run ended. A state that was entered is not entered again: what it does follows that event. Only the
   * failure of a Fail state follows the frame's last event (recorded).
   */
  resume({ type, name, events, canRetry }: CompiledState, point: ResumePoint): void {
    const { variables, isEntered, previous, progress } = point
    this.variables = variables
    if (events.exited) this.previous = previous
    this.beforeEntered = previous
    if (!isEntered) return
    const retries = canRetry ? 0 : undefined
    const enteredAt = this.deps.history.timeOf(previous)
    this.visit = { type, name, enteredId: previous, enteredAt, retries, token: undefined }
    this.resumed = progress
  }

  /** The progress from which the current Parallel or Map state continues; `undefined` once it has started. */
  get progress(): BlockProgress | undefined {
    return this.resumed
  }

  /** Records that the current Parallel or Map state starts, unless it continues. Returns the id of that event. */
  recordStarted<T extends 'ParallelStateStarted' | 'MapStateStarted'>(type: T, details: DetailsOf<T>): number {
    if (this.resumed) this.previous = this.resumed.startedId
    else this.record(type, details)
    return this.previous
  }

  /** The current Parallel or Map state has started. */
  startBlock(block: Block): void {
    this.block = block
    this.resumed = undefined
  }

  /** Ends the run without success in a state, or before it. */
  endAt(state: string, input: Json, { isEntered, failure }: { isEntered: boolean; failure: unknown }): void {
    const error = failure instanceof StateFailure ? failure.error : undefined
    this.end = {
      state,
      input,
      variables: this.variables,
      isEntered,
      previous: isEntered ? this.visit.enteredId : this.previous,
      progress: isEntered ? (this.block ? this.block.progress(error) : this.resumed) : undefined,
    }
  }

  /** The state in which the run ended without success. */
  get resumePoint(): ResumePoint | undefined {
    return this.end
  }

  /** Reports a step of the current state's data flow, if the execution is inspected. */
  inspect(step: InspectionStep, value: Json, index?: number): void {
    if (this.inspector === undefined) return
    const { name: state, enteredId } = this.visit
    this.inspector({ state, enteredId, step, value, index })
  }

  /** True if {@link inspect} has an effect. */
  get isInspected(): boolean {
    return this.inspector !== undefined
  }

  /** The type of the current state. */
  get stateType(): StateType {
    return this.visit.type
  }

  /** The start of the message that AWS gives if something fails inside the current state. */
  get messagePrefix(): string {
    return `An error occurred while executing the state '${this.visit.name}' (entered at the event id #${this.visit.enteredId}). `
  }

  /** Records that an expression failed. If nothing was recorded since the state was entered, AWS has it follow the event before that. */
  recordEvaluationFailed(error: string, cause: string, location: string | undefined): void {
    if (this.previous === this.visit.enteredId) this.previous = this.beforeEntered
    const state = this.visit.name
    this.record('EvaluationFailed', { error, cause, ...(location !== undefined && { location }), state })
  }

  /** An expression gave a value that its field cannot use: such a failure follows the event that entered the state (recorded). */
  markEvaluated(): void {
    this.beforeEntered = this.visit.enteredId
  }

  /** `$$.State.RetryCount`. */
  set retries(count: number) {
    this.visit.retries = count
  }

  /** `$$.Task.Token`: set while a state waits for a callback. */
  set token(token: string | undefined) {
    this.visit.token = token
  }

  /** The names of the current state's JSONPath expressions; `$` is `input`. */
  scope(input: Json): ExpressionScope {
    return { input, context: this.context, variables: this.variables, system: this.deps.system, textOf: toJsonText }
  }

  /** The names of the current state's JSONata expressions. */
  jsonataScope(states: JsonataScope['states']): JsonataScope {
    const { system, turns } = this.deps
    return { states, context: this.context, variables: this.variables, system, turns, signal: this.signal }
  }

  /** The context object (developer guide, input-output-contextobject). */
  readonly context = (): JsonObject => {
    const { name, enteredAt, retries, token } = this.visit
    return {
      ...this.deps.context(),
      State: {
        Name: name,
        EnteredTime: new Date(enteredAt).toISOString(),
        ...(retries !== undefined && { RetryCount: retries }),
      },
      ...(this.mapItem && { Map: { Item: this.mapItem } }),
      ...(token !== undefined && { Task: { Token: token } }),
      ...this.deps.mock?.context,
    }
  }
}

const isAbortable = (type: StateType): type is AbortableType => stateTypes[type].canAbort

const historyIsFull = (maxEvents: number) =>
  new StateFailure('States.Runtime', `The execution reached the maximum number of history events (${maxEvents}).`)
