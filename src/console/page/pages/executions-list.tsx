import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { type ExecutionItem, executionStatuses, type ListedStatus } from '../api/operations.ts'
import { serverNow } from '../api/server-facts.ts'
import { navigate, replaceRoute } from '../hooks/use-route.ts'
import { useTick } from '../hooks/use-tick.ts'
import { showDate, showSpan } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { FilterField } from '../parts/filter-field.tsx'
import { Empty, FailureNotice } from '../parts/notice.tsx'
import { Status } from '../parts/status.tsx'
import { rowId, VirtualList } from '../parts/virtual-list.tsx'
import { useExecutions } from './use-executions.ts'

interface ExecutionsListProps {
  /** The state machine or the Map Run whose executions are listed. */
  readonly owner: { readonly stateMachineArn: string } | { readonly mapRunArn: string }
  readonly page: 'machine' | 'map-run'
  /** The filters, as the URL has them. */
  readonly query: URLSearchParams
  /** Shown if there are none. */
  readonly children: ComponentChildren
}

const ROW_HEIGHT = 34

/** Executions with filters by status and name, newest first. Their statuses are live. */
export const ExecutionsList = ({ owner, page, query, children }: ExecutionsListProps) => {
  const arn = 'mapRunArn' in owner ? owner.mapRunArn : owner.stateMachineArn
  const status = executionStatuses.find((one) => one === query.get('status'))
  const name = query.get('name') ?? ''
  const { executions, error, hasMore, loadMore, isLoaded } = useExecutions(owner, status)
  const [active, setActive] = useState(-1)
  const [compared, setCompared] = useState<readonly string[]>([])
  const shown = name === '' ? executions : executions.filter((one) => one.name.includes(name))
  useTick(
    shown.some((one) => one.status === 'RUNNING'),
    1000,
  )
  const filter = (changes: { status?: string; name?: string }) =>
    replaceRoute(routeTo(page, arn, { status: status ?? '', name, ...changes }))
  const compare = (one: string) => setCompared((before) => toggled(before, one))
  return (
    <div class="executions">
      <ExecutionsBar
        status={status}
        name={name}
        onChange={filter}
        count={`${shown.length}${hasMore ? '+' : ''}`}
        compared={compared}
      />
      {error !== undefined && <FailureNotice error={error} />}
      {isLoaded && shown.length === 0 && error === undefined && (
        <Empty title="No executions">
          {status === undefined && name === '' ? children : 'No execution fits the filters.'}
        </Empty>
      )}
      {shown.length > 0 && (
        <ExecutionRows
          executions={shown}
          active={active}
          compared={compared}
          onActive={setActive}
          onCompare={compare}
        />
      )}
      {hasMore && (
        <button type="button" onClick={loadMore}>
          Load more
        </button>
      )}
    </div>
  )
}

/** The two executions to compare, after another one was chosen or was chosen again. */
const toggled = (chosen: readonly string[], one: string): readonly string[] =>
  chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one].slice(-2)

interface ExecutionsBarProps extends ExecutionFiltersProps {
  /** The number of executions that are shown. */
  readonly count: string
  /** The ARNs of the executions to compare. */
  readonly compared: readonly string[]
}

const ExecutionsBar = ({ count, compared, ...filters }: ExecutionsBarProps) => (
  <div class="bar">
    <ExecutionFilters {...filters} />
    <span class="muted" role="status">
      {count} executions
    </span>
    {compared.length === 2 && (
      <a class="button" href={routeTo('compare', '', { left: compared[1], right: compared[0] })}>
        Compare the two
      </a>
    )}
  </div>
)

interface ExecutionFiltersProps {
  readonly status: ListedStatus | undefined
  readonly name: string
  readonly onChange: (changes: { status?: string; name?: string }) => void
}

const ExecutionFilters = ({ status, name, onChange }: ExecutionFiltersProps) => (
  <>
    <select
      aria-label="Status"
      value={status ?? ''}
      onChange={({ currentTarget }) => onChange({ status: currentTarget.value })}
    >
      <option value="">All statuses</option>
      {executionStatuses.map((one) => (
        <option value={one}>{one.toLowerCase().replace('_', ' ')}</option>
      ))}
    </select>
    <FilterField label="Filter by name" value={name} onChange={(text) => onChange({ name: text })} />
  </>
)

interface ExecutionRowsProps {
  readonly executions: readonly ExecutionItem[]
  readonly active: number
  readonly compared: readonly string[]
  readonly onActive: (index: number) => void
  readonly onCompare: (arn: string) => void
}

const ExecutionRows = ({ executions, active, compared, onActive, onCompare }: ExecutionRowsProps) => (
  <div class="execution-list">
    <div class="execution-row head" aria-hidden="true">
      <span />
      <span>Name</span>
      <span>Status</span>
      <span>Started</span>
      <span>Duration</span>
    </div>
    <VirtualList
      id="executions"
      label="Executions: Enter opens one, Space chooses two to compare"
      role="grid"
      count={executions.length}
      rowHeight={ROW_HEIGHT}
      active={active}
      onActive={onActive}
      onKey={(event, index) => {
        const one = executions[index]
        if (one && event.key === 'Enter') navigate(routeTo('execution', one.executionArn))
        if (one && event.key === ' ') {
          event.preventDefault()
          onCompare(one.executionArn)
        }
      }}
      row={(index) => {
        const one = executions[index]
        return (
          one && (
            <ExecutionRow
              key={one.executionArn}
              execution={one}
              index={index}
              isActive={index === active}
              isCompared={compared.includes(one.executionArn)}
              onCompare={onCompare}
            />
          )
        )
      }}
    />
  </div>
)

interface ExecutionRowProps extends Pick<ExecutionRowsProps, 'onCompare'> {
  readonly execution: ExecutionItem
  readonly index: number
  readonly isActive: boolean
  readonly isCompared: boolean
}

const ExecutionRow = ({ execution, index, isActive, isCompared, onCompare }: ExecutionRowProps) => {
  const { executionArn, name, status, startDate, stopDate } = execution
  return (
    <div
      id={rowId('executions', index)}
      class={`execution-row ${isActive ? 'active' : ''}`}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isActive}
    >
      <span role="gridcell">
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Compare ${name}`}
          checked={isCompared}
          onChange={() => onCompare(executionArn)}
        />
      </span>
      <span role="gridcell">
        <a tabIndex={-1} href={routeTo('execution', executionArn)} title={name}>
          {name}
        </a>
      </span>
      <span role="gridcell">
        <Status status={status} />
      </span>
      <span role="gridcell">{showDate(startDate)}</span>
      <span role="gridcell">{durationOf(status, startDate, stopDate)}</span>
    </div>
  )
}

const durationOf = (status: ListedStatus, start: number, stop: number | undefined): string => {
  if (stop !== undefined) return showSpan(start, stop)
  return status === 'RUNNING' ? showSpan(start, serverNow() / 1000) : ''
}
