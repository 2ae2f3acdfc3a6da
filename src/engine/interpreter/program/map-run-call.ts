import type { StopSignal } from '../../../stop.ts'
import type { AslMachine } from './asl.ts'
import type { ChildInput } from '../states/map/item-batcher.ts'

/** A distributed Map's work: one child execution an input. */
export interface MapRunCall {
  /** The machine that each child runs. */
  readonly processor: AslMachine
  readonly executionType: 'STANDARD' | 'EXPRESS'
  readonly label: string | undefined
  /** The state's name. */
  readonly state: string
  /** One input a child, with how many items it carries. */
  readonly inputs: readonly ChildInput[]
  readonly maxConcurrency: number
  /** How many items may fail, and how many of a hundred: more of either fails the run. */
  readonly toleratedFailureCount: number | undefined
  readonly toleratedFailurePercentage: number | undefined
  readonly signal: StopSignal
  /** Told as soon as the run has an ARN. */
  started(mapRunArn: string): void
}
