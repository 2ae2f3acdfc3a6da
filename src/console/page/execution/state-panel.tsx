import { useMemo } from 'preact/hooks'
import { formatPath } from '../../../errors.ts'
import { showDuration } from '../../../show-duration.ts'
import { AnswerTask } from '../actions/answer-task.tsx'
import { nameInArn, showTime } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import type { Run } from '../model/run.ts'
import { errorOf, type StateVisit } from '../model/state-visit.ts'
import { type VisitData, visitData } from '../model/visit-data.ts'
import { JsonView } from '../parts/code-view.tsx'
import { Section } from '../parts/section.tsx'
import { Status } from '../parts/status.tsx'

interface StatePanelProps {
  readonly run: Run
  readonly visit: StateVisit
  /** The fields of the state in ASL. */
  readonly fields: unknown
  readonly executionArn: string
  readonly machineArn: string
  /** The time until which a running state has run. */
  readonly now: number
  /** The number of events so far: with it, the data changes. */
  readonly eventCount: number
  readonly onSelect: (eventId: number) => void
}

/** A visit of a state: its times, attempts, error and data. */
export const StatePanel = (props: StatePanelProps) => {
  const { run, visit, fields, executionArn, machineArn, now, eventCount, onSelect } = props
  // The run changes in place.
  const data = useMemo(() => visitData(run, visit), [run, visit, eventCount])
  const visits = run.byName.get(visit.name) ?? []
  const path = run.event(visit.id)?.path ?? [visit.name]
  return (
    <div class="panel">
      <header class="panel-head">
        <h2>{visit.name}</h2>
        <Status status={visit.status} />
        <span class="muted">{visit.type}</span>
        <a
          class="button small"
          href={routeTo('test', machineArn, { state: visit.name, from: executionArn, event: visit.id })}
        >
          Try this state
        </a>
      </header>
      {visits.length > 1 && <VisitPicker visits={visits} visit={visit} onSelect={onSelect} />}
      <AnswerTask run={run} visit={visit} fields={fields} executionArn={executionArn} />
      <ErrorSection visit={visit} />
      <dl class="facts">
        {path.length > 1 && <Fact name="Path">{formatPath(path)}</Fact>}
        <Fact name="Entered">{showTime(visit.enteredAt)}</Fact>
        <Fact name="Duration">{showDuration(endOf(visit, now) - visit.enteredAt)}</Fact>
        {visit.mapRunArn && (
          <Fact name="Map Run">
            <a href={routeTo('map-run', visit.mapRunArn)}>{nameInArn(visit.mapRunArn)}</a>
          </Fact>
        )}
        {visit.childArn && (
          <Fact name="Execution">
            <a href={routeTo('execution', visit.childArn)}>{nameInArn(visit.childArn)}</a>
          </Fact>
        )}
      </dl>
      <AttemptsSection visit={visit} onSelect={onSelect} />
      <DataSections data={data} />
      <Section title="Definition of the state">
        <JsonView value={fields ?? null} label="definition of the state" />
      </Section>
    </div>
  )
}

const endOf = (visit: StateVisit, now: number): number =>
  visit.leftAt ?? (visit.status === 'running' ? now : (visit.attempts.at(-1)?.endedAt ?? visit.enteredAt))

export const Fact = ({ name, children }: { readonly name: string; readonly children: preact.ComponentChildren }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

interface VisitPickerProps extends Pick<StatePanelProps, 'visit' | 'onSelect'> {
  readonly visits: readonly StateVisit[]
}

/** Moves between the visits of one state. */
const VisitPicker = ({ visits, visit, onSelect }: VisitPickerProps) => {
  const index = visits.indexOf(visit)
  const failed =
    visits.find((one, at) => at > index && one.status === 'failed') ?? visits.find((one) => one.status === 'failed')
  const go = (to: StateVisit | undefined) => () => to && onSelect(to.id)
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
      {failed && failed !== visit && (
        <button type="button" onClick={go(failed)}>
          Next failed
        </button>
      )}
    </div>
  )
}

const ErrorSection = ({ visit }: { readonly visit: StateVisit }) => {
  const { error, cause } = errorOf(visit)
  if (error === undefined) return null
  return <ErrorView title={visit.status === 'caught' ? 'Caught error' : 'Error'} error={error} cause={cause} />
}

interface ErrorViewProps {
  readonly title: string
  readonly error: string
  readonly cause: string | undefined
}

/** An error and its cause. */
export const ErrorView = ({ title, error, cause }: ErrorViewProps) => (
  <div class="error-view" role="group" aria-label={title}>
    <strong>{error}</strong>
    {cause && <pre>{cause}</pre>}
  </div>
)

const AttemptsSection = ({ visit, onSelect }: Pick<StatePanelProps, 'visit' | 'onSelect'>) => {
  const { attempts } = visit
  if (attempts.length < 2) return null
  return (
    <Section title={`Attempts (${attempts.length})`} isOpen>
      <table class="table">
        <thead>
          <tr>
            <th>#</th>
            <th>Began</th>
            <th>Duration</th>
            <th>Error</th>
          </tr>
        </thead>
        <tbody>
          {attempts.map(({ eventId, startedAt, endedAt, error, cause }, index) => (
            <tr key={eventId}>
              <td>
                <button type="button" class="link" onClick={() => onSelect(eventId)}>
                  {index + 1}
                </button>
              </td>
              <td>{showTime(startedAt)}</td>
              <td>{endedAt === undefined ? '' : showDuration(endedAt - startedAt)}</td>
              <td title={cause}>{error ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** The data in the order in which it flows through the state. */
const DataSections = ({ data }: { readonly data: VisitData }) => {
  const { variablesBefore: before, assigned } = data
  const after = { ...before, ...assigned }
  const sections: readonly [string, unknown][] = [
    ['Input', data.input],
    ['Arguments', data.arguments],
    ['Result', data.result],
    ['Output', data.output],
    ['Variables before', Object.keys(before).length > 0 ? before : undefined],
    ['Variables after', Object.keys(assigned).length > 0 ? after : undefined],
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
