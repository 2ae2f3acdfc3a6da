import { showDuration } from '../../../show-duration.ts'
import type { TimelineRow } from '../model/timeline-rows.ts'
import { rowId, VirtualList } from '../parts/virtual-list.tsx'

interface TimelinePaneProps {
  readonly rows: readonly TimelineRow[]
  /** Milliseconds: the start of the execution and its end, or the present time. */
  readonly range: readonly [start: number, end: number]
  readonly activeKey: string | undefined
  /** The name of the selected state, all visits of which are highlighted. */
  readonly selectedName: string | undefined
  readonly onSelect: (row: TimelineRow) => void
  readonly onToggle: (row: TimelineRow) => void
}

const ROW_HEIGHT = 26

/** The visits as bars over time. Right and left arrows expand and collapse Parallel and Map states and iterations. */
export const TimelinePane = (props: TimelinePaneProps) => {
  const { rows, range, activeKey, onSelect, onToggle } = props
  const active = rows.findIndex(({ key }) => key === activeKey)
  const select = (index: number) => {
    const row = rows[index]
    if (row) onSelect(row)
  }
  const toggleOnKey = ({ key }: KeyboardEvent, index: number) => {
    const row = rows[index]
    const wants = { ArrowRight: false, ArrowLeft: true, Enter: row?.isExpanded, ' ': row?.isExpanded }[key]
    if (row?.isContainer && wants === row.isExpanded) onToggle(row)
  }
  return (
    <div class="timeline">
      <TimeAxis range={range} />
      <VirtualList
        id="timeline"
        label="Timeline"
        role="tree"
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        active={active}
        onActive={select}
        onKey={toggleOnKey}
        isFollowing
        row={(index) => {
          const row = rows[index]
          return row && <TimelineRowView key={row.key} {...props} row={row} index={index} isActive={index === active} />
        }}
      />
    </div>
  )
}

const TimeAxis = ({ range: [start, end] }: Pick<TimelinePaneProps, 'range'>) => (
  <div class="timeline-axis" aria-hidden="true">
    <span class="timeline-label">State</span>
    <span class="timeline-scale">
      {[0, 0.5, 1].map((part) => (
        <span>{part === 0 ? '0' : showDuration((end - start) * part)}</span>
      ))}
    </span>
    <span class="timeline-duration" />
  </div>
)

interface TimelineRowProps extends TimelinePaneProps {
  readonly row: TimelineRow
  readonly index: number
  readonly isActive: boolean
}

const TimelineRowView = ({ row, rows, index, range, selectedName, isActive, onSelect, onToggle }: TimelineRowProps) => {
  const { label, depth, span, state, isIteration, isContainer, isExpanded, iterations } = row
  const toggle = (event: Event) => {
    event.stopPropagation()
    onToggle(row)
  }
  const end = span.end ?? range[1]
  const isRelated = state.name === selectedName && !isIteration
  return (
    <div
      id={rowId('timeline', index)}
      class={`timeline-row ${isActive ? 'active' : ''} ${isRelated ? 'related' : ''}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-setsize={rows.length}
      aria-posinset={index + 1}
      aria-selected={isActive}
      aria-expanded={isContainer ? isExpanded : undefined}
      onClick={() => onSelect(row)}
    >
      <span class="timeline-label" style={{ paddingLeft: `${8 + Math.min(depth, 10) * 14}px` }}>
        {isContainer ? (
          <span class={`twisty ${isExpanded ? 'open' : ''}`} aria-hidden="true" onClick={toggle} />
        ) : (
          <span class="twisty-space" />
        )}
        <span class="timeline-name" title={label}>
          {label}
        </span>
        <span class="unseen">{span.status}</span>
        {iterations > 0 && <span class="count">{iterations}</span>}
      </span>
      <BarView row={row} range={range} end={end} />
      <span class="timeline-duration">{showDuration(end - span.start)}</span>
    </div>
  )
}

/** The most marks on one bar: more would overlap. */
const MAX_MARKS = 50

/** The bar of a row, with the ends of the attempts that failed. */
const BarView = ({ row, range, end }: Pick<TimelineRowProps, 'row' | 'range'> & { readonly end: number }) => {
  const total = Math.max(1, range[1] - range[0])
  const percent = (ms: number) => `${Math.min(100, Math.max(0, (ms / total) * 100))}%`
  const { span, state, isIteration } = row
  const failed =
    isIteration || state.attempts.length < 2 ? [] : state.attempts.filter(({ error }) => error !== undefined)
  return (
    <span class="timeline-scale">
      <span
        class={`bar ${span.status}`}
        style={{ left: percent(span.start - range[0]), width: percent(end - span.start) }}
      />
      {failed.slice(-MAX_MARKS).map((attempt) => (
        <span class="attempt" title={attempt.error} style={{ left: percent((attempt.end ?? end) - range[0]) }} />
      ))}
    </span>
  )
}
