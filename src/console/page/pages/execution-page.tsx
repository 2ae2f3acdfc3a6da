import { useEffect, useMemo, useState } from 'preact/hooks'
import type { TimelineState } from '../../../timeline/timeline-state.ts'
import { api } from '../api/operations.ts'
import { GraphPane } from '../definition/graph-pane.tsx'
import { EventTable } from '../execution/event-table.tsx'
import { ExecutionHead } from '../execution/execution-head.tsx'
import { ExecutionPanel } from '../execution/execution-panel.tsx'
import type { HistoryFeed } from '../execution/history-feed.ts'
import { StatePanel } from '../execution/state-panel.tsx'
import { TimelinePane } from '../execution/timeline-pane.tsx'
import { UnvisitedPanel } from '../execution/unvisited-panel.tsx'
import { useHistory } from '../execution/use-history.ts'
import { useSelection } from '../execution/use-selection.ts'
import { usePolled } from '../hooks/use-polled.ts'
import { useTick } from '../hooks/use-tick.ts'
import { machineArnOfExecution, parseOrKeep } from '../model/format.ts'
import { graphMarks } from '../model/graph-marks.ts'
import type { PageProps } from '../model/route.ts'
import { statesByName } from '../model/states-by-name.ts'
import { type TimelineRow, timelineRows } from '../model/timeline-rows.ts'
import { visitsByName } from '../model/visits-by-name.ts'
import { FailureNotice } from '../parts/notice.tsx'
import { Tabs } from '../parts/tabs.tsx'

const views = [
  { name: 'graph', label: 'Graph' },
  { name: 'timeline', label: 'Timeline' },
  { name: 'events', label: 'Events' },
] as const

/** The time within which AWS reports the effect of an action. */
const EXPECT_MS = 10_000

/** An execution as graph, timeline and event table. A selection in one of them is highlighted in all. */
export const ExecutionPage = ({ arn, query }: PageProps) => {
  const feed = useHistory(arn)
  const { status } = feed.timeline
  const execution = usePolled(arn, (signal) => api.describeExecution(arn, signal), {
    everyMs: status === 'RUNNING' ? 2000 : undefined,
  })
  const [view, setView] = useState<'graph' | 'timeline' | 'events'>('graph')
  // The description differs once the execution has ended.
  useEffect(execution.reload, [status])
  useTick(status === 'RUNNING', 500)
  if (execution.error !== undefined && !execution.value) return <FailureNotice error={execution.error} />
  if (!execution.value) return <p class="loading">Loading…</p>
  const refresh = () => {
    feed.start(EXPECT_MS)
    execution.reload()
  }
  return (
    <div class="page full">
      <ExecutionHead execution={execution.value} feed={feed} onChange={refresh} />
      {feed.error !== undefined && <FailureNotice error={feed.error} />}
      <Tabs label="View" tabs={views} active={view} onSelect={setView} class="narrow-only small" />
      <ExecutionViews arn={arn} query={query} feed={feed} view={view}>
        {(machineArn) =>
          execution.value && (
            <ExecutionPanel arn={arn} machineArn={machineArn} execution={execution.value} timeline={feed.timeline} />
          )
        }
      </ExecutionViews>
    </div>
  )
}

interface ExecutionViewsProps extends PageProps {
  readonly feed: HistoryFeed
  /** The view that a narrow window shows. */
  readonly view: string
  /** Shown if no state is selected. */
  readonly children: (machineArn: string) => preact.ComponentChildren
}

const ExecutionViews = ({ arn, query, feed, view, children }: ExecutionViewsProps) => {
  const { timeline, events } = feed
  const machine = usePolled(`machine of ${arn}`, (signal) => api.machineOfExecution(arn, signal))
  const definition = useMemo(() => machine.value && parseOrKeep(machine.value.definition), [machine.value])
  const fields = useMemo(() => statesByName(definition), [definition])
  const { selected, visit, name, select } = useSelection(arn, query, timeline)
  // The timeline changes in place; the number of events changes with it.
  const visits = useMemo(() => visitsByName(timeline), [timeline, events.length])
  const marks = useMemo(() => graphMarks(visits), [visits])
  const related = useMemo(() => new Set(visit?.eventIds), [visit, visit?.eventIds.length])
  const machineArn = machine.value?.stateMachineArn ?? machineArnOfExecution(arn)
  return (
    <div class="columns execution" data-view={view}>
      <section class="pane view-graph" aria-label="Graph">
        {machine.error !== undefined && <FailureNotice error={machine.error} />}
        {definition !== undefined && (
          <GraphPane definition={definition} marks={marks} selected={name} onSelect={select.state} />
        )}
      </section>
      <div class="column-stack">
        <section class="pane view-timeline" aria-label="Timeline of the states">
          <ExecutionTimeline feed={feed} visit={visit} name={name} onSelect={select.event} />
        </section>
        <section class="pane view-events" aria-label="Events">
          <EventTable feed={feed} selected={selected} related={related} onSelect={select.event} />
        </section>
      </div>
      <section class="pane scroll" aria-label="Details">
        {visit ? (
          <StatePanel
            key={visit.id}
            state={visit}
            visits={visits.get(visit.name) ?? []}
            fields={fields.get(visit.name)}
            executionArn={arn}
            machineArn={machineArn}
            now={feed.now}
            onSelect={select.event}
          />
        ) : name !== undefined && fields.has(name) ? (
          <UnvisitedPanel name={name} fields={fields.get(name)} machineArn={machineArn} />
        ) : (
          children(machineArn)
        )}
      </section>
    </div>
  )
}

interface ExecutionTimelineProps {
  readonly feed: HistoryFeed
  readonly visit: TimelineState | undefined
  /** The name of the selected state. */
  readonly name: string | undefined
  readonly onSelect: (eventId: number) => void
}

/** The timeline with the rows that the user has expanded. */
const ExecutionTimeline = ({ feed, visit, name, onSelect }: ExecutionTimelineProps) => {
  const { timeline, events } = feed
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const [iteration, setIteration] = useState<TimelineRow>()
  const rows = useMemo(() => timelineRows(timeline, toggled, visit), [timeline, events.length, toggled, visit])
  const selectRow = (row: TimelineRow) => {
    setIteration(row.isIteration ? row : undefined)
    onSelect(row.state.id)
  }
  return (
    <TimelinePane
      rows={rows}
      range={[timeline.root.start, feed.now]}
      activeKey={iteration && iteration.state === visit ? iteration.key : visit && String(visit.id)}
      selectedName={name}
      onSelect={selectRow}
      onToggle={(row) => {
        selectRow(row)
        setToggled((before) => toggle(before, row.key))
      }}
    />
  )
}

const toggle = (keys: ReadonlySet<string>, key: string): ReadonlySet<string> => {
  const next = new Set(keys)
  if (!next.delete(key)) next.add(key)
  return next
}
