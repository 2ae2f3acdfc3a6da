import type { ExpressionScope, Variables } from '../../../expressions/scope.ts'
import type { Json, JsonObject } from '../../../json.ts'
import { type StateType, stateTypes } from '../../../specs/state-types.ts'
import type { StopSignal } from '../../../stop.ts'
import type { System } from '../../../system.ts'
import type { MapRunCall } from '../map-run-call.ts'
import { StateFailure } from '../recovery/state-failure.ts'
import type { TaskCall } from '../task-call.ts'
import type { CompiledState } from './compile.ts'
import type { AbortableType, DetailsOf, EventType, Recorder } from './events.ts'
import { toJsonText } from './json-text.ts'

/** What an execution gives its states: all that is not a function of the machine and its input. */
export interface InterpreterDeps {
  readonly system: System
  readonly history: Recorder
  /** How many events the history may have. */
  readonly maxEvents: number
  /** `Execution` and `StateMachine` of the context object. */
  context(): JsonObject
  /** A new task token, for a state that waits for a callback. */
  newTaskToken(): string
  /** Performs a Task state's work. @throws StateFailure as the task fails */
  perform(call: TaskCall): Promise<Json>
  /** Runs the children of a distributed Map. @throws StateFailure when too many of them fail */
  runMap(call: MapRunCall): Promise<Json>
}

/** The state that a frame is in. */
interface Visit {
  readonly type: StateType
  readonly name: string
  readonly enteredId: number
  readonly enteredAt: number
  retries: number | undefined
  token: string | undefined
}

/** One line of states: an execution's own, a Parallel branch's, a Map iteration's. Everything of it that changes is here. */
export class Frame {
  readonly deps: InterpreterDeps
  /** Aborted when the line is to stop; whatever waits in it then throws the reason. */
  readonly signal: StopSignal
  /** The workflow variables: replaced, never changed, so that branches share what they started with and nothing more. */
  variables: Variables
  /** The id of the event that the next one follows. */
  previous: number
  private readonly mapItem: JsonObject | undefined
  private visit: Visit = { type: 'Pass', name: '', enteredId: 0, enteredAt: 0, retries: undefined, token: undefined }
  private beforeEntered = 0

  constructor(
    deps: InterpreterDeps,
    signal: StopSignal,
    { previous = 0, variables = {}, mapItem }: { previous?: number; variables?: Variables; mapItem?: JsonObject } = {},
  ) {
    this.deps = deps
    this.signal = signal
    this.previous = previous
    this.variables = variables
    this.mapItem = mapItem
  }

  /** A line that starts inside this one's state: it reads the same variables, and cannot change them. */
  branch(signal: StopSignal, { previous = this.previous, mapItem = this.mapItem } = {}): Frame {
    return new Frame(this.deps, signal, { previous, variables: this.variables, ...(mapItem && { mapItem }) })
  }

  /** Appends an event after the frame's last one. @throws StateFailure when the history is full */
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

  /** Records that the state which the frame is in was stopped because of the event `previous`, if its type says so. */
  recordAborted(previous: number): void {
    const { type } = this.visit
    if (!isAbortable(type)) return
    this.previous = previous
    this.recordAside(`${type}StateAborted`, undefined)
  }

  enter({ type, name, events, canRetry }: Omit<CompiledState, 'run'>, input: Json): void {
    this.beforeEntered = this.previous
    const enteredId = this.record(events.entered, { name, input })
    const retries = canRetry ? 0 : undefined
    this.visit = { type, name, enteredId, enteredAt: this.deps.history.timeOf(enteredId), retries, token: undefined }
  }

  /** The type of the state that the frame is in. */
  get stateType(): StateType {
    return this.visit.type
  }

  /** The beginning of the message that AWS gives for what goes wrong inside a state. */
  get where(): string {
    return `An error occurred while executing the state '${this.visit.name}' (entered at the event id #${this.visit.enteredId}). `
  }

  /** An expression failed: AWS records it as following the event before the state was entered, if nothing came since. */
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

  /** `$$.Task.Token`: there while a state asks for a callback. */
  set token(token: string | undefined) {
    this.visit.token = token
  }

  /** What names mean in the state's expressions when `$` is `input`. */
  scope(input: Json): ExpressionScope {
    return { input, context: this.context, variables: this.variables, system: this.deps.system, textOf: toJsonText }
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
    }
  }
}

const isAbortable = (type: StateType): type is AbortableType => stateTypes[type].canAbort

const historyIsFull = (maxEvents: number) =>
  new StateFailure('States.Runtime', `The execution reached the maximum number of history events (${maxEvents}).`)
