/** The status of a part of an execution. `caught`: a catcher caught the error with which a state ended. */
export type SpanStatus = 'running' | 'succeeded' | 'caught' | 'failed' | 'aborted'

/** A part of an execution from its start to its end. Times are milliseconds since the Unix epoch. */
export class TimelineSpan {
  readonly start: number
  /** `undefined` as long as it runs. */
  end: number | undefined
  status: SpanStatus = 'running'
  error: string | undefined
  cause: string | undefined

  constructor(start: number) {
    this.start = start
  }

  get isRunning(): boolean {
    return this.status === 'running'
  }

  finish(status: SpanStatus, at: number): void {
    this.status = status
    this.end = at
  }

  fail(at: number, error: string | undefined, cause: string | undefined): void {
    this.finish('failed', at)
    this.error = error
    this.cause = cause
  }

  /** Continues a part that has ended, after a redrive. */
  reopen(): void {
    this.status = 'running'
    this.end = undefined
    this.error = undefined
    this.cause = undefined
  }
}
