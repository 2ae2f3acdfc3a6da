import type { Variables } from '../../../expressions/scope.ts'
import type { Json, JsonObject } from '../../../json.ts'

/** The point from which a program continues if its execution is redriven. It is data: nothing of the run that ended is kept. */
export interface ResumePoint {
  /** The name of the state that failed or was stopped, or that would have been entered next. */
  readonly state: string
  /** The input with which the state was entered. */
  readonly input: Json
  /** The variables before the state. */
  readonly variables: Variables
  readonly isEntered: boolean
  /** The id of the event that the next one follows: that of entering the state, if it was entered (recorded). */
  readonly previous: number
  /** The progress of a Parallel or Map state that was entered; `undefined` if it starts from its beginning. */
  readonly progress: BlockProgress | undefined
}

/** The progress of a Parallel or Map state. */
export interface BlockProgress {
  /** The id of its `…StateStarted` event. */
  readonly startedId: number
  /** The branches or iterations that had started, by index. */
  readonly parts: readonly (BlockPart | undefined)[]
  /** The items of an inline Map. */
  readonly items?: Json[] | JsonObject | undefined
  /** The Map Run of a distributed Map. */
  readonly mapRunArn?: string
}

/** A branch or an iteration: its output, or the point from which it continues. */
export type BlockPart = { readonly output: Json } | { readonly resumePoint: ResumePoint }

/** A Parallel or Map state while it runs. */
export interface Block {
  /**
   * Its progress so far.
   * @param error - the name of the error that has failed it; `undefined` if it was stopped
   * @returns `undefined` if the state must start from its beginning
   */
  progress(error: string | undefined): BlockProgress | undefined
}

/** The state starts from its beginning, because the results of its parts are too large together (developer guide, redrive-executions). */
export const restartsAfter = (error: string | undefined): boolean => error === 'States.DataLimitExceeded'
