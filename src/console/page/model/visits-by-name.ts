import type { Timeline } from '../../../timeline/timeline.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'

/** The visits of each state, in the order of their starts. */
export const visitsByName = ({ states }: Timeline): ReadonlyMap<string, readonly TimelineState[]> => {
  const visits = new Map<string, TimelineState[]>()
  for (const state of states) {
    const same = visits.get(state.name)
    if (same) same.push(state)
    else visits.set(state.name, [state])
  }
  return visits
}
