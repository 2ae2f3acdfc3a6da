import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { AslWriterConfig } from './asl.ts'
import type { Maybe } from './maybe.ts'
import type { StateMachineProgram } from './program.ts'

/** The input of one child execution. */
export interface ChildInput {
  readonly input: Json
  /** The number of items that it carries. */
  readonly items: number
}

/** The ResultWriter of a distributed Map, with its fields evaluated. */
export interface ResultWriterCall {
  /** The destination of the results; `undefined` if they remain the result of the state. */
  readonly destination: { readonly bucket: string; readonly prefix: string } | undefined
  readonly config: AslWriterConfig
}

/** The work of a distributed Map: one child execution for each input. */
export interface MapRunCall {
  /** The program of each child. */
  readonly program: StateMachineProgram
  readonly executionType: 'STANDARD' | 'EXPRESS'
  readonly label: string | undefined
  /** The state's name. */
  readonly state: string
  /**
   * The inputs, each made when it is asked for.
   * @throws StateFailure or EvaluationFailure if an item cannot be read, selected or batched
   */
  readonly inputs: Iterable<Maybe<ChildInput>> | AsyncIterable<ChildInput>
  /** The number of items of all inputs; `undefined` if it is not known before they have been read. */
  readonly totalItems: number | undefined
  readonly maxConcurrency: number
  /** The number and the percentage of items that may fail: more of either fails the run. */
  readonly toleratedFailureCount: number | undefined
  readonly toleratedFailurePercentage: number | undefined
  /** `undefined` for the outputs of the children that have one. */
  readonly resultWriter: ResultWriterCall | undefined
  readonly signal: StopSignal
  /** The ARN of the Map Run that the state had started, if its execution is redriven: that run continues. */
  readonly continues: string | undefined
  /** Called as soon as the run has an ARN. */
  started(mapRunArn: string): void
  /** Called instead if a run continues. */
  redriven(mapRunArn: string, redriveCount: number): void
}
