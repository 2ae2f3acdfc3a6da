import type { ExecutionEvent } from '../../../client/execution-event.ts'
import { formatPath } from '../../../errors.ts'
import { showDuration } from '../../../show-duration.ts'
import { showTime } from '../model/format.ts'
import type { Run } from '../model/run.ts'
import { rowId, VirtualList } from '../parts/virtual-list.tsx'

interface EventTableProps {
  readonly run: Run
  /** The number of events: the table is drawn again when it changes. */
  readonly count: number
  /** The id of the selected event. */
  readonly selected: number | undefined
  /** The ids of the events of the selected visit. */
  readonly related: ReadonlySet<number>
  readonly onSelect: (eventId: number) => void
}

const ROW_HEIGHT = 26

/** All history events, one per row. */
export const EventTable = ({ run, count, selected, related, onSelect }: EventTableProps) => (
  <div class="events">
    <div class="events-head" aria-hidden="true">
      <span>ID</span>
      <span>Type</span>
      <span>State</span>
      <span>After</span>
    </div>
    <VirtualList
      id="events"
      label="History events"
      role="grid"
      count={count}
      rowHeight={ROW_HEIGHT}
      active={selected === undefined ? -1 : selected - 1}
      onActive={(index) => onSelect(index + 1)}
      isFollowing
      row={(index) => {
        const event = run.event(index + 1)
        return (
          event && (
            <EventRow
              key={event.id}
              event={event}
              start={run.startedAt}
              isActive={event.id === selected}
              isRelated={related.has(event.id)}
              onSelect={onSelect}
            />
          )
        )
      }}
    />
  </div>
)

interface EventRowProps {
  readonly event: ExecutionEvent
  readonly start: number
  readonly isActive: boolean
  readonly isRelated: boolean
  readonly onSelect: (eventId: number) => void
}

const EventRow = ({ event, start, isActive, isRelated, onSelect }: EventRowProps) => {
  const at = event.timestamp.getTime()
  const path = event.path ? formatPath(event.path) : ''
  return (
    <div
      id={rowId('events', event.id - 1)}
      class={`event-row ${isActive ? 'active' : ''} ${isRelated ? 'related' : ''}`}
      role="row"
      aria-rowindex={event.id}
      aria-selected={isActive}
      onClick={() => onSelect(event.id)}
    >
      <span role="gridcell">{event.id}</span>
      <span role="gridcell" class={toneOf(event.type)} title={event.type}>
        {event.type}
      </span>
      <span role="gridcell" title={path}>
        {path}
      </span>
      <span role="gridcell" title={showTime(at)}>
        {showDuration(at - start)}
      </span>
    </div>
  )
}

const toneOf = (type: string): string => {
  if (/(Failed|TimedOut)$/.test(type)) return 'tone-failed'
  if (/Aborted$/.test(type)) return 'tone-aborted'
  return /Succeeded$/.test(type) ? 'tone-succeeded' : ''
}
