import type { Timeline } from '../../../timeline/timeline.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'
import type { DescribedExecution } from '../api/operations.ts'
import { nameInArn, parseOrKeep, showDate } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { JsonView } from '../parts/code-view.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { Fact } from '../parts/fact.tsx'
import { Section } from '../parts/section.tsx'

interface ExecutionPanelProps {
  readonly arn: string
  readonly machineArn: string
  readonly execution: DescribedExecution
  readonly timeline: Timeline
}

/** The data of an execution as a whole. */
export const ExecutionPanel = ({ arn, machineArn, execution, timeline }: ExecutionPanelProps) => {
  const { error, cause, input, output, startDate, stopDate, mapRunArn, stateMachineVersionArn, stateMachineAliasArn } =
    execution
  const failed = execution.status === 'FAILED' ? deepestFailure(timeline) : undefined
  const waiting = timeline.states.filter(isWaiting)
  return (
    <div class="panel">
      <header class="panel-head">
        <h2>Execution</h2>
        <span class="hint">Select a state or an event to see its data.</span>
      </header>
      {error !== undefined && <ErrorView title="Error" error={error} cause={cause} />}
      {failed && <VisitLink arn={arn} visit={failed} text="Show the state that failed" />}
      {waiting.slice(0, 20).map((visit) => (
        <VisitLink arn={arn} visit={visit} text={`Running: ${visit.name}`} />
      ))}
      <dl class="facts">
        <Fact name="State machine">
          <a href={routeTo('machine', machineArn)}>{nameInArn(machineArn)}</a>
        </Fact>
        {stateMachineVersionArn && <Fact name="Version">{stateMachineVersionArn.split(':').at(-1)}</Fact>}
        {stateMachineAliasArn && <Fact name="Alias">{stateMachineAliasArn.split(':').at(-1)}</Fact>}
        {mapRunArn && (
          <Fact name="Map Run">
            <a href={routeTo('map-run', mapRunArn)}>{nameInArn(mapRunArn)}</a>
          </Fact>
        )}
        <Fact name="Started">{showDate(startDate)}</Fact>
        {stopDate !== undefined && <Fact name="Ended">{showDate(stopDate)}</Fact>}
        <Fact name="ARN">{arn}</Fact>
      </dl>
      <StartedSection timeline={timeline} />
      {input !== undefined && (
        <Section title="Input" isOpen>
          <JsonView value={parseOrKeep(input)} label="Input" />
        </Section>
      )}
      {output !== undefined && (
        <Section title="Output" isOpen>
          <JsonView value={parseOrKeep(output)} label="Output" />
        </Section>
      )}
    </div>
  )
}

const isWaiting = ({ status, type }: TimelineState): boolean =>
  status === 'running' && (type === 'Task' || type === 'Wait')

/** The innermost state that failed last. */
const deepestFailure = ({ states }: Timeline): TimelineState | undefined =>
  states.findLast(({ status, attempt }) => status === 'failed' && attempt.sequences.length === 0)

const VisitLink = ({
  arn,
  visit,
  text,
}: {
  readonly arn: string
  readonly visit: TimelineState
  readonly text: string
}) => (
  <a class="visit-link" href={routeTo('execution', arn, { event: visit.id })}>
    {text}
  </a>
)

interface StartedItem {
  readonly state: string
  readonly arn: string
  readonly page: 'map-run' | 'execution'
}

/** The Map Runs and executions that a visit has started. */
const startedBy = ({ name, attempts }: TimelineState): StartedItem[] =>
  attempts.flatMap(({ mapRuns, childExecutionArn }) => [
    ...mapRuns.map(({ arn }): StartedItem => ({ state: name, arn, page: 'map-run' })),
    ...(childExecutionArn === undefined ? [] : [{ state: name, arn: childExecutionArn, page: 'execution' as const }]),
  ])

const MAX_STARTED = 100

/** The Map Runs and the executions that the states have started. */
const StartedSection = ({ timeline }: { readonly timeline: Timeline }) => {
  const started = timeline.states.flatMap(startedBy)
  if (started.length === 0) return null
  return (
    <Section title={`Started by its states (${started.length})`} isOpen>
      <ul class="links">
        {started.slice(0, MAX_STARTED).map(({ state, arn, page }) => (
          <li key={arn}>
            {state}: <a href={routeTo(page, arn)}>{page === 'map-run' ? 'Map Run' : nameInArn(arn)}</a>
          </li>
        ))}
      </ul>
    </Section>
  )
}
