import { useMemo, useState } from 'preact/hooks'
import { showDuration } from '../../../show-duration.ts'
import { api } from '../api/operations.ts'
import type { HistoryFeed } from '../execution/history-feed.ts'
import { useHistory } from '../execution/use-history.ts'
import { usePolled } from '../hooks/use-polled.ts'
import { replaceRoute } from '../hooks/use-route.ts'
import { type ComparedRow, type ComparedVisit, compareVisits } from '../model/compare-visits.ts'
import { machineArnOfExecution, showDate } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { DiffView } from '../parts/diff-view.tsx'
import { Empty, FailureNotice } from '../parts/notice.tsx'
import { Status } from '../parts/status.tsx'
import { rowId, VirtualList } from '../parts/virtual-list.tsx'

/** Two executions side by side, state by state. */
export const ComparePage = ({ query }: { readonly query: URLSearchParams }) => {
  const [left, right] = [query.get('left') ?? '', query.get('right') ?? '']
  return (
    <div class="page full">
      <div class="page-head">
        <h1>Compare executions</h1>
      </div>
      <div class="compare-choice">
        <ExecutionChoice side="left" arn={left} other={right} />
        <ExecutionChoice side="right" arn={right} other={left} />
      </div>
      {left && right ? (
        <Comparison key={`${left} ${right}`} left={left} right={right} />
      ) : (
        <Empty title="Choose two executions">
          They are compared state by state: status, attempts, input and output.
        </Empty>
      )}
    </div>
  )
}

interface ExecutionChoiceProps {
  readonly side: 'left' | 'right'
  readonly arn: string
  readonly other: string
}

/** Chooses an execution of the state machine of the other one. */
const ExecutionChoice = ({ side, arn, other }: ExecutionChoiceProps) => {
  const machineArn = machineArnOfExecution(arn || other)
  const list = usePolled(machineArn, async (signal) =>
    arn || other ? (await api.listExecutions({ stateMachineArn: machineArn, maxResults: 200 }, signal)).executions : [],
  )
  const choose = (chosen: string) =>
    replaceRoute(
      routeTo('compare', '', side === 'left' ? { left: chosen, right: other } : { left: other, right: chosen }),
    )
  const items = list.value ?? []
  return (
    <label class="field">
      {side === 'left' ? 'Left' : 'Right'}
      <select value={arn} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value="">Choose…</option>
        {arn && !items.some(({ executionArn }) => executionArn === arn) && <option value={arn}>{arn}</option>}
        {items.map(({ executionArn, name, status, startDate }) => (
          <option value={executionArn}>
            {showDate(startDate)} {status} {name}
          </option>
        ))}
      </select>
    </label>
  )
}

const Comparison = ({ left, right }: { readonly left: string; readonly right: string }) => {
  const feeds = [useHistory(left), useHistory(right)] as const
  const [active, setActive] = useState(-1)
  const counts = feeds.map(({ events }) => events.length).join(' ')
  // Timelines change in place; the numbers of events change with them.
  const rows = useMemo(() => compareVisits(feeds[0].timeline, feeds[1].timeline), [feeds[0], feeds[1], counts])
  const error = feeds[0].error ?? feeds[1].error
  if (error !== undefined) return <FailureNotice error={error} />
  const different = rows.filter(({ difference }) => difference !== undefined).length
  const shown = rows[active] ?? rows.find(({ difference }) => difference !== undefined)
  return (
    <>
      <p class="muted" role="status">
        {describe(feeds, different)}
      </p>
      <div class="columns compare">
        <section class="pane" aria-label="States">
          <div class="compare-row head" aria-hidden="true">
            <span>State</span>
            <span>Left</span>
            <span>Right</span>
            <span>Difference</span>
          </div>
          <ComparedRows rows={rows} active={active} onActive={setActive} />
        </section>
        <section class="pane scroll" aria-label="Difference">
          {shown ? <RowDifference row={shown} /> : <p class="hint">Both did the same.</p>}
        </section>
      </div>
    </>
  )
}

const describe = (feeds: readonly HistoryFeed[], different: number): string => {
  if (!feeds.every(({ isComplete }) => isComplete)) return 'Loading…'
  return different === 0 ? 'Nothing differs but times.' : `${different} visits of states differ.`
}

interface ComparedRowsProps {
  readonly rows: readonly ComparedRow[]
  readonly active: number
  readonly onActive: (index: number) => void
}

const ComparedRows = ({ rows, active, onActive }: ComparedRowsProps) => (
  <VirtualList
    id="compared"
    label="Visits of states"
    role="grid"
    count={rows.length}
    rowHeight={28}
    active={active}
    onActive={onActive}
    row={(index) => {
      const row = rows[index]
      if (!row) return null
      const { name, visit, left, right, difference } = row
      return (
        <div
          key={`${name} ${visit}`}
          id={rowId('compared', index)}
          class={`compare-row ${index === active ? 'active' : ''} ${difference ? 'different' : ''}`}
          role="row"
          aria-selected={index === active}
          onClick={() => onActive(index)}
        >
          <span role="gridcell" title={name}>
            {name}
            {visit > 0 && ` (${visit + 1})`}
          </span>
          <SideCell side={left} />
          <SideCell side={right} />
          <span role="gridcell">{difference === 'visited' ? 'only in one' : (difference ?? '')}</span>
        </div>
      )
    }}
  />
)

const SideCell = ({ side }: { readonly side: ComparedVisit | undefined }) => (
  <span role="gridcell">
    {side ? (
      <>
        <Status status={side.status} />{' '}
        {side.duration !== undefined && <span class="muted">{showDuration(side.duration)}</span>}
      </>
    ) : (
      <span class="muted">not visited</span>
    )}
  </span>
)

const RowDifference = ({ row: { name, left, right } }: { readonly row: ComparedRow }) => (
  <div class="panel">
    <h2>{name}</h2>
    {(['error', 'input', 'output'] as const).map((member) => {
      const [a, b] = [left?.[member], right?.[member]]
      return a === undefined && b === undefined ? null : <DiffView key={member} title={member} left={a} right={b} />
    })}
  </div>
)
