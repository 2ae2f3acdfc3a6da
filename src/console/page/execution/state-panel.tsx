import { useMemo } from 'preact/hooks'
import { showDuration } from '../../../show-duration.ts'
import type { TimelineState } from '../../../timeline/timeline-state.ts'
import { AnswerTask } from '../actions/answer-task.tsx'
import { nameInArn, showPath, showTime } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { variablesBefore } from '../model/variables-before.ts'
import { JsonView } from '../parts/code-view.tsx'
import { ErrorView } from '../parts/error-view.tsx'
import { Fact } from '../parts/fact.tsx'
import { Section } from '../parts/section.tsx'
import { Status } from '../parts/status.tsx'

interface StatePanelProps {
  readonly state: TimelineState
  /** All visits of the same state. */
  readonly visits: readonly TimelineState[]
  /** The fields of the state in ASL. */
  readonly fields: unknown
  readonly executionArn: string
  readonly machineArn: string
  /** The time until which a running state has run. */
  readonly now: number
  readonly onSelect: (eventId: number) => void
}

/** A visit of a state: its times, attempts, error and data. */
export const StatePanel = (props: StatePanelProps) => {
  const { state, visits, fields, executionArn, machineArn, now, onSelect } = props
  const { name, id, type, status, path, error, cause } = state
  return (
    <div class="panel">
      <header class="panel-head">
        <h2>{name}</h2>
        <Status status={status} />
        <span class="muted">{type}</span>
        <a class="button small" href={routeTo('test', machineArn, { state: name, from: executionArn, event: id })}>
          Try this state
        </a>
      </header>
      {visits.length > 1 && <VisitPicker visits={visits} state={state} onSelect={onSelect} />}
      <AnswerTask state={state} fields={fields} executionArn={executionArn} />
      {error !== undefined && (
        <ErrorView title={status === 'caught' ? 'Caught error' : 'Error'} error={error} cause={cause} />
      )}
      <dl class="facts">
        {path.length > 1 && <Fact name="Path">{showPath(path)}</Fact>}
        <Fact name="Entered">{showTime(state.start)}</Fact>
        <Fact name="Duration">{showDuration((state.end ?? now) - state.start)}</Fact>
        <AttemptFacts state={state} />
      </dl>
      <AttemptsSection state={state} now={now} />
      <DataSections state={state} />
      <Section title="Definition of the state">
        <JsonView value={fields ?? null} label="definition of the state" />
      </Section>
    </div>
  )
}

/** The work of the last attempt, and the Map Runs and executions that it started. */
const AttemptFacts = ({ state: { attempts, attempt } }: Pick<StatePanelProps, 'state'>) => {
  const { resource, workerName, childExecutionArn } = attempt
  const mapRuns = attempts.flatMap((one) => one.mapRuns)
  return (
    <>
      {resource !== undefined && <Fact name="Work">{resource}</Fact>}
      {workerName !== undefined && <Fact name="Worker">{workerName}</Fact>}
      {mapRuns.map(({ arn }) => (
        <Fact key={arn} name="Map Run">
          <a href={routeTo('map-run', arn)}>{nameInArn(arn)}</a>
        </Fact>
      ))}
      {childExecutionArn !== undefined && (
        <Fact name="Execution">
          <a href={routeTo('execution', childExecutionArn)}>{nameInArn(childExecutionArn)}</a>
        </Fact>
      )}
    </>
  )
}

/** Moves between the visits of one state. */
const VisitPicker = ({ visits, state, onSelect }: Pick<StatePanelProps, 'visits' | 'state' | 'onSelect'>) => {
  const index = visits.indexOf(state)
  const isFailed = ({ status }: TimelineState) => status === 'failed'
  const failed = visits.find((one, at) => at > index && isFailed(one)) ?? visits.find(isFailed)
  const go = (to: TimelineState | undefined) => () => to && onSelect(to.id)
  return (
    <div class="bar visit-picker">
      <button type="button" aria-label="Previous visit" disabled={index <= 0} onClick={go(visits[index - 1])}>
        ‹
      </button>
      <span>
        Visit {index + 1} of {visits.length}
      </span>
      <button
        type="button"
        aria-label="Next visit"
        disabled={index === visits.length - 1}
        onClick={go(visits[index + 1])}
      >
        ›
      </button>
      {failed && failed !== state && (
        <button type="button" onClick={go(failed)}>
          Next failed
        </button>
      )}
    </div>
  )
}

const AttemptsSection = ({ state: { attempts }, now }: Pick<StatePanelProps, 'state' | 'now'>) => {
  if (attempts.length < 2) return null
  return (
    <Section title={`Attempts (${attempts.length})`} isOpen>
      <table class="table">
        <thead>
          <tr>
            <th>#</th>
            <th>Began</th>
            <th>Duration</th>
            <th>Result</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ index, start, end, status, error, cause, isRedriven }) => (
            <tr key={index}>
              <td>{index + 1}</td>
              <td>
                {showTime(start)} {isRedriven && <span class="muted">redriven</span>}
              </td>
              <td>{showDuration((end ?? now) - start)}</td>
              <td class={error === undefined ? '' : 'tone-failed'} title={cause}>
                {error ?? status}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** The data in the order in which it flows through the state. */
const DataSections = ({ state }: Pick<StatePanelProps, 'state'>) => {
  const { input, output, assigned, attempt, status } = state
  const { arguments: given, result = attempt.response } = attempt
  // The variables before a state do not change while it runs.
  const before = useMemo(() => variablesBefore(state), [state, status])
  const after = assigned && { ...before, ...assigned }
  const sections: readonly [string, unknown][] = [
    ['Input', input],
    ['Arguments', given],
    ['Result', result],
    ['Output', output],
    ['Variables before', Object.keys(before).length > 0 ? before : undefined],
    ['Variables after', after],
  ]
  return (
    <>
      {sections.map(
        ([title, value]) =>
          value !== undefined && (
            <Section key={title} title={title} isOpen>
              <JsonView value={value} label={title} />
            </Section>
          ),
      )}
    </>
  )
}
