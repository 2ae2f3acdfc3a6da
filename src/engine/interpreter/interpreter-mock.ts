import type { Json, JsonObject } from '../../json.ts'

/** The work of a Map or Parallel state whose own states are not run. */
export interface MockedWork {
  /** The inputs of the iterations or children, each made when it is asked for. A Parallel state has none. */
  readonly inputs: Iterable<unknown> | AsyncIterable<unknown>
  readonly toleratedFailureCount?: number | undefined
  readonly toleratedFailurePercentage?: number | undefined
}

/** Replaces the work and the context of a state that is tested alone (AWS API, TestState). */
export interface InterpreterMock {
  /** Members of the context object that replace those of the execution. */
  readonly context: JsonObject
  /** The items that the ItemReader of a distributed Map reads. */
  readonly readerItems: Json
  /** Returns the result of a Map or Parallel state. @throws StateFailure if it is to fail; the error of an input that cannot be made */
  run(work: MockedWork): Promise<Json>
}
