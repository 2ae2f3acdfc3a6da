import { useEffect } from 'preact/hooks'
import type { Timeline } from '../../../timeline/timeline.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'
import { replaceRoute } from '../hooks/use-route.ts'
import { routeTo } from '../model/route.ts'

/**
 * The selected event of an execution, and the visit that it belongs to. The URL has the selection, so that it can be shared. Escape ends
 * it.
 */
export const useSelection = (arn: string, query: URLSearchParams, timeline: Timeline) => {
  const given = Number(query.get('event') ?? '')
  const selected = Number.isInteger(given) && given > 0 ? given : undefined
  const visit = selected === undefined ? undefined : timeline.stateOf(selected)
  const go = (members: { event?: number; state?: string }) => replaceRoute(routeTo('execution', arn, members))
  const select = {
    event: (event: number) => go({ event }),
    state: (state: string) => {
      const chosen = visitToShow(timeline.states.filter((visit) => visit.name === state))
      go(chosen ? { event: chosen.id } : { state })
    },
  }
  useEffect(() => {
    const clear = (event: KeyboardEvent) => {
      const isElsewhere = event.target instanceof Element && event.target.closest('input, textarea, select, dialog')
      if (event.key === 'Escape' && !isElsewhere) replaceRoute(routeTo('execution', arn))
    }
    addEventListener('keydown', clear)
    return () => removeEventListener('keydown', clear)
  }, [arn])
  return { selected, visit, name: visit?.name ?? query.get('state') ?? undefined, select }
}

/** The visit of a state to show first: one that runs, else one that failed, else the last one. */
const visitToShow = (visits: readonly TimelineState[]): TimelineState | undefined =>
  visits.find(({ status }) => status === 'running') ?? visits.find(({ status }) => status === 'failed') ?? visits.at(-1)
