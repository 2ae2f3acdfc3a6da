import type { Json, JsonObject } from '../../../json.ts'
import type { System } from '../../../system.ts'
import type { Inspect } from '../inspect.ts'
import type { TaskCall } from '../task-call.ts'
import type { Recorder } from './events.ts'
import type { ItemReaderCall, SourceItem } from './item-reader-call.ts'
import type { MapRunCall } from './map-run-call.ts'

/** Everything that the states of an execution use and that is not a function of the state machine and its input. */
export interface InterpreterDeps {
  readonly system: System
  readonly history: Recorder
  /** The maximum number of events of the history. */
  readonly maxEvents: number
  /** Observes the data flow of the states, if given. */
  readonly inspect?: Inspect | undefined
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
