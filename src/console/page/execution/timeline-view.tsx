import { showDuration } from '../../../show-duration.ts'
import type { TimelineRow } from '../model/timeline-rows.ts'
import { rowId, VirtualList } from '../parts/virtual-list.tsx'

interface TimelineViewProps {
  readonly rows: readonly TimelineRow[]
  /** Milliseconds: the start of the execution and its end, or the present time. */
  readonly span: readonly [start: number, end: number]
  readonly activeKey: string | undefined
  /** The name of the selected state, all visits of which are highlighted. */
  readonly selectedName: string | undefined
  readonly onSelect: (row: TimelineRow) => void
  readonly onToggle: (row: TimelineRow) => void
}

const ROW_HEIGHT = 26

/** The visits as bars over time. Right and left arrows expand and collapse Parallel and Map states and iterations. */
export const TimelineView = ({ rows, span, activeKey, selectedName, onSelect, onToggle }: TimelineViewProps) => {
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
      <TimeAxis span={span} />
      <VirtualList
        id="timeline"
        label="Timeline"
        role="tree"
        count={rows.length}
        rowHeight={ROW_HEIGHT}
        active={active}
        onActive={select}
        onKey={toggleOnKey}
        row={(index) => {
          const row = rows[index]
          return (
            row && (
              <TimelineRowView
                key={row.key}
                row={row}
                index={index}
                count={rows.length}
                span={span}
                isActive={index === active}
                isRelated={row.visit.name === selectedName && row.iteration === undefined}
                onSelect={onSelect}
                onToggle={onToggle}
              />
            )
          )
        }}
      />
    </div>
  )
}

const TimeAxis = ({ span: [start, end] }: { readonly span: TimelineViewProps['span'] }) => (
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

interface TimelineRowProps extends Pick<TimelineViewProps, 'span' | 'onSelect' | 'onToggle'> {
  readonly row: TimelineRow
  readonly index: number
  readonly count: number
  readonly isActive: boolean
  readonly isRelated: boolean
}

const TimelineRowView = ({ row, index, count, span, isActive, isRelated, onSelect, onToggle }: TimelineRowProps) => {
  const toggle = (event: Event) => {
    event.stopPropagation()
    onToggle(row)
  }
  const end = row.endedAt ?? span[1]
  return (
    <div
      id={rowId('timeline', index)}
      class={`timeline-row ${isActive ? 'active' : ''} ${isRelated ? 'related' : ''}`}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-selected={isActive}
      aria-expanded={row.isContainer ? row.isExpanded : undefined}
      aria-label={`${row.label}, ${row.status}, ${showDuration(end - row.startedAt)}`}
      onClick={() => onSelect(row)}
    >
      <span class="timeline-label" style={{ paddingLeft: `${8 + Math.min(row.depth, 10) * 14}px` }}>
        {row.isContainer ? (
          <span class={`twisty ${row.isExpanded ? 'open' : ''}`} aria-hidden="true" onClick={toggle} />
        ) : (
          <span class="twisty-space" />
        )}
        <span class="timeline-name" title={row.label}>
          {row.label}
        </span>
        {row.iterations > 0 && <span class="count">{row.iterations}</span>}
      </span>
      <BarView row={row} span={span} end={end} />
      <span class="timeline-duration">{showDuration(end - row.startedAt)}</span>
    </div>
  )
}

/** The bar of a row, with the ends of its attempts. */
const BarView = ({ row, span, end }: Pick<TimelineRowProps, 'row' | 'span'> & { readonly end: number }) => {
  const total = Math.max(1, span[1] - span[0])
  const left = (at: number) => `${Math.min(100, Math.max(0, ((at - span[0]) / total) * 100))}%`
  const width = `${Math.min(100, Math.max(0, ((end - row.startedAt) / total) * 100))}%`
  const attempts = row.iteration ? [] : row.visit.attempts
  return (
    <span class="timeline-scale">
      <span class={`bar ${row.status}`} style={{ left: left(row.startedAt), width }} />
      {attempts.length > 1 &&
        attempts
          .filter(({ error }) => error !== undefined)
          .slice(-50)
          .map(({ endedAt, error }) => <span class="attempt" title={error} style={{ left: left(endedAt ?? end) }} />)}
    </span>
  )
}
