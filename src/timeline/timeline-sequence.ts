import type { TimelineAttempt } from './timeline-attempt.ts'
import { TimelineSpan } from './timeline-span.ts'
import type { TimelineState } from './timeline-state.ts'

/** States that were visited one after the other: those of the whole execution, of a branch, or of an iteration. */
export class TimelineSequence extends TimelineSpan {
  readonly kind: 'execution' | 'branch' | 'iteration'
  /** The index of an iteration; of a branch its number in the order of the starts, as histories do not have its index. */
  readonly index: number
  /** The attempt of the Parallel or Map state around it. */
  readonly owner: TimelineAttempt | undefined
  readonly states: TimelineState[] = []

  constructor({ kind, index, owner }: Pick<TimelineSequence, 'kind' | 'index' | 'owner'>, start: number) {
    super(start)
    this.kind = kind
    this.index = index
    this.owner = owner
  }

  /** Only the last state of a sequence can be open. */
  get last(): TimelineState | undefined {
    return this.states.at(-1)
  }

  succeed(at: number): void {
    this.finish('succeeded', this.last?.end ?? at)
  }

  /** Ends the sequence because one of its states failed, or something outside of it. */
  stop(at: number): void {
    const { last } = this
    if (last && !last.isLeft) last.abort(at)
    if (last?.status === 'failed') this.fail(at, last.error, last.cause)
    else if (this.kind === 'branch' && last?.isLeft) this.succeed(at)
    else this.finish('aborted', at)
  }
}
