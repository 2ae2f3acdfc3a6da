import { Timeline } from '../../src/timeline/timeline.ts'
import type { TimelineEvent } from '../../src/timeline/timeline-event.ts'

/** The timeline of events. */
export const timelineOf = (events: Iterable<TimelineEvent>): Timeline => {
  const timeline = new Timeline()
  timeline.append(events)
  return timeline
}
