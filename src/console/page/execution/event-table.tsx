import { showDuration } from '../../../show-duration.ts'
import { showPath, showTime } from '../model/format.ts'
import { rowId, VirtualList } from '../parts/virtual-list.tsx'
import type { HistoryFeed } from './history-feed.ts'

interface EventTableProps {
  readonly feed: HistoryFeed
  /** The id of the selected event. */
  readonly selected: number | undefined
  /** The ids of the events of the selected visit. */
  readonly related: ReadonlySet<number>
  readonly onSelect: (eventId: number) => void
}

const ROW_HEIGHT = 26

/** All history events, one per row. */
export const EventTable = ({ feed, selected, related, onSelect }: EventTableProps) => (
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
      count={feed.events.length}
      rowHeight={ROW_HEIGHT}
      active={selected === undefined ? -1 : selected - 1}
      onActive={(index) => onSelect(index + 1)}
      isFollowing
      row={(index) => (
        <EventRow
          key={index}
          feed={feed}
          id={index + 1}
          isActive={index + 1 === selected}
          isRelated={related.has(index + 1)}
          onSelect={onSelect}
        />
      )}
    />
  </div>
)

interface EventRowProps extends Pick<EventTableProps, 'feed' | 'onSelect'> {
  readonly id: number
  readonly isActive: boolean
  readonly isRelated: boolean
}

const EventRow = ({ feed, id, isActive, isRelated, onSelect }: EventRowProps) => {
  const { type = '', timestamp = 0 } = feed.events[id - 1] ?? {}
  const path = feed.timeline.stateOf(id)?.path
  const shown = path ? showPath(path) : ''
  return (
    <div
      id={rowId('events', id - 1)}
      class={`event-row ${isActive ? 'active' : ''} ${isRelated ? 'related' : ''}`}
      role="row"
      aria-rowindex={id}
      aria-selected={isActive}
      onClick={() => onSelect(id)}
    >
      <span role="gridcell">{id}</span>
      <span role="gridcell" class={toneOf(type)} title={type}>
        {type}
      </span>
      <span role="gridcell" title={shown}>
        {shown}
      </span>
      <span role="gridcell" title={showTime(timestamp * 1000)}>
        {showDuration(timestamp * 1000 - feed.timeline.root.start)}
      </span>
    </div>
  )
}

const toneOf = (type: string): string => {
  if (/(Failed|TimedOut)$/.test(type)) return 'tone-failed'
  if (/Aborted$/.test(type)) return 'tone-aborted'
  return /Succeeded$/.test(type) ? 'tone-succeeded' : ''
}
