import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import { StateFailure } from '../recovery/state-failure.ts'
import type { Slot } from './for-each-concurrently.ts'
import type { Frame } from './frame.ts'
import { type Block, type BlockPart, type BlockProgress, restartsAfter } from './resume-point.ts'

/** The reason with which a frame is stopped if another one of the same Parallel or Map failed, after the event `previous`. */
class SiblingFailed {
  readonly previous: number
  constructor(previous: number) {
    this.previous = previous
  }
}

/** The event of the failure that stopped a frame, if it was the failure of a sibling. */
export const siblingFailureOf = ({ reason }: StopSignal): number | undefined =>
  reason instanceof SiblingFailed ? reason.previous : undefined

/**
 * If a failure is a timeout, waits until every other timeout of the same instant has been recorded: AWS records all of them before
 * the first one ends the Parallel or Map (recorded).
 */
export const otherTimeouts = (failure: unknown, { deps }: Frame): Promise<void> | undefined =>
  failure instanceof StateFailure && failure.error === 'States.Timeout' ? deps.system.sleep(0) : undefined

/** The frames that run at the same time in one Parallel or Map state, and the failure that stopped them. */
export class Siblings implements Block {
  /** The outputs of the frames that have succeeded, by index. */
  readonly outputs: Json[] = []
  readonly #start: BlockProgress
  readonly #running = new Map<number, Frame>()
  #failed: Frame | undefined
  #stoppedBy: number | undefined

  /** @param start - the progress from which the state continues */
  constructor(start: BlockProgress) {
    this.#start = start
  }

  /** The branch or iteration as it was when the state started or continued; `undefined` if it had not started. */
  partAt(index: number): BlockPart | undefined {
    return this.#start.parts[index]
  }

  progress(error: string | undefined): BlockProgress | undefined {
    if (restartsAfter(error)) return undefined
    const parts = [...this.#start.parts]
    this.outputs.forEach((output, index) => {
      parts[index] = { output }
    })
    for (const [index, { resumePoint }] of this.#running) if (resumePoint) parts[index] = { resumePoint }
    return { ...this.#start, parts }
  }

  /** @param index - of the branch or item that the frame runs */
  add(frame: Frame, index: number): void {
    this.#running.set(index, frame)
  }

  /** Removes a frame that has succeeded. */
  remove(index: number): void {
    this.#running.delete(index)
  }

  /**
   * Stops all frames because one of them failed after the event `previous`, unless they have been stopped already.
   * @param failed - the frame that failed; none if an item failed before it had a frame
   */
  stop({ stop }: Slot, previous: number, failed?: Frame): void {
    this.#failed = failed
    this.#stoppedBy = previous
    stop(new SiblingFailed(previous))
  }

  /**
   * Records which frames were stopped, once all have stopped. AWS records the Task whose failure stopped them as aborted too.
   * @param parent - the frame of the Parallel or Map state
   * @param aborted - called for each frame that was stopped because of the event `previous`
   */
  recordStopped(parent: Frame, aborted?: (sibling: Frame, index: number, previous: number) => void): void {
    const previous = this.#stoppedBy ?? siblingFailureOf(parent.signal)
    if (previous === undefined) return
    for (const [index, sibling] of this.#running) {
      if (sibling === this.#failed) continue
      sibling.recordAborted(previous)
      aborted?.(sibling, index, previous)
    }
    if (this.#failed?.stateType === 'Task') this.#failed.recordAborted(previous)
    parent.previous = previous
  }
}
