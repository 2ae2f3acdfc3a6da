import type { ExecutionDescription } from '../api/operations.ts'
import { nameInArn, parseOrKeep, showDate } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import type { Run } from '../model/run.ts'
import type { StateVisit } from '../model/state-visit.ts'
import { JsonView } from '../parts/code-view.tsx'
import { Section } from '../parts/section.tsx'
import { ErrorView, Fact } from './state-panel.tsx'

interface ExecutionPanelProps {
  readonly arn: string
  readonly machineArn: string
  readonly execution: ExecutionDescription
  readonly run: Run
}

/** The data of an execution as a whole. */
export const ExecutionPanel = ({ arn, machineArn, execution, run }: ExecutionPanelProps) => {
  const { error, cause, input, output, startDate, stopDate, mapRunArn, stateMachineVersionArn, stateMachineAliasArn } =
    execution
  const failed = execution.status === 'FAILED' ? deepestFailure(run) : undefined
  const waiting = run.visits.filter(isWaiting)
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
      <MapRunsSection run={run} />
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

const isWaiting = ({ status, type }: StateVisit): boolean =>
  status === 'running' && (type === 'Task' || type === 'Wait')

/** The innermost state that failed last. */
const deepestFailure = (run: Run): StateVisit | undefined =>
  run.visits.findLast(
    ({ status, children, iterations }) => status === 'failed' && children.length === 0 && iterations.size === 0,
  )

const VisitLink = ({
  arn,
  visit,
  text,
}: {
  readonly arn: string
  readonly visit: StateVisit
  readonly text: string
}) => (
  <a class="visit-link" href={routeTo('execution', arn, { event: visit.id })}>
    {text}
  </a>
)

/** The Map Runs and the executions that the states have started. */
const MapRunsSection = ({ run }: { readonly run: Run }) => {
  const started = run.visits.filter(({ mapRunArn, childArn }) => mapRunArn !== undefined || childArn !== undefined)
  if (started.length === 0) return null
  return (
    <Section title={`Started by its states (${started.length})`} isOpen>
      <ul class="links">
        {started.slice(0, 100).map(({ id, name, mapRunArn, childArn }) => (
          <li key={id}>
            {name}:{' '}
            {mapRunArn !== undefined ? (
              <a href={routeTo('map-run', mapRunArn)}>Map Run</a>
            ) : (
              <a href={routeTo('execution', childArn)}>{nameInArn(childArn ?? '')}</a>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
