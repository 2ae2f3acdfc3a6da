import type { Json, JsonObject } from '../../../json.ts'
import type { System } from '../../../system.ts'
import type { Turns } from '../../../turns.ts'
import type { Inspect } from '../inspect.ts'
import type { InterpreterMock } from '../interpreter-mock.ts'
import type { TaskCall } from '../task-call.ts'
import type { Recorder } from './events.ts'
import type { ItemReaderCall, SourceItem } from './item-reader-call.ts'
import type { MapRunCall } from './map-run-call.ts'

/** Everything that the states of an execution use and that is not a function of the state machine and its input. */
export interface InterpreterDeps {
  readonly system: System
  /** Turns of the execution: each state is a step. @throws StateFailure if the execution takes too much memory */
  readonly turns: Turns
  readonly history: Recorder
  /** The maximum number of events of the history. */
  readonly maxEvents: number
  /** Called before a state is entered, if the execution is to stop there. */
  readonly stopBeforeState?: (() => void) | undefined
  /** The name of the state with which the run ends, whatever follows it in the definition. */
  readonly lastState?: string | undefined
  /** Observes the data flow of the states, if given. */
  readonly inspect?: Inspect | undefined
  /** Replaces the work of Map and Parallel states and the context object, if given. */
  readonly mock?: InterpreterMock | undefined
  /** `Execution` and `StateMachine` of the context object. */
  context(): JsonObject
  /** A new task token, for a state that waits for a callback. */
  newTaskToken(): string
  /** Performs the work of a Task state. @throws StateFailure if the task fails */
  perform(call: TaskCall): Promise<Json>
  /** Reads the items of a distributed Map. @throws StateFailure `States.ItemReaderFailed`, while they are read */
  readItems(call: ItemReaderCall): AsyncIterable<SourceItem>
  /**
   * Runs the children of a distributed Map and returns their outputs.
   * @throws StateFailure if too many of them fail; the error of an input that cannot be made
   */
  runMap(call: MapRunCall): Promise<Json>
}
