import { TimelineSpan } from './timeline-span.ts'

/** The Map Run of a distributed Map state. The states of its child executions are in histories of their own. */
export class TimelineMapRun extends TimelineSpan {
  readonly arn: string
  /** The number of redrives. */
  redriveCount = 0

  constructor(arn: string, start: number) {
    super(start)
    this.arn = arn
  }
}
