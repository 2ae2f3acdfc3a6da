import { useMemo, useState } from 'preact/hooks'
import { api, type MachineDescription, type StateTest } from '../api/operations.ts'
import { useHistory } from '../execution/use-history.ts'
import { usePolled } from '../hooks/use-polled.ts'
import { parseOrKeep } from '../model/format.ts'
import { statesByName } from '../model/states-by-name.ts'
import { variablesBefore } from '../model/variables-before.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { JsonView } from '../parts/code-view.tsx'
import { isJsonText, JsonEditor } from '../parts/json-editor.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { TextField } from '../parts/text-field.tsx'
import { TestResult } from './test-result.tsx'

interface TestPageProps {
  readonly arn: string
  readonly query: URLSearchParams
}

/** Tries one state alone (TestState), with an input of its own or that of a visit. */
export const TestPage = ({ arn, query }: TestPageProps) => {
  const { value: machine, error } = usePolled(arn, (signal) => api.describeMachine(arn, signal))
  const [from, event] = [query.get('from'), Number(query.get('event'))]
  if (error !== undefined) return <FailureNotice error={error} />
  if (!machine) return <p class="loading">Loading…</p>
  const state = query.get('state') ?? ''
  if (from && event > 0) return <TestOfVisit machine={machine} state={state} executionArn={from} event={event} />
  return <StateForm machine={machine} state={state} input={{}} variables={{}} />
}

interface TestOfVisitProps {
  readonly machine: MachineDescription
  readonly state: string
  readonly executionArn: string
  readonly event: number
}

const TestOfVisit = ({ machine, state, executionArn, event }: TestOfVisitProps) => {
  const { timeline, error, isComplete } = useHistory(executionArn)
  const visit = timeline.stateOf(event)
  if (error !== undefined) return <FailureNotice error={error} />
  if (!visit && !isComplete) return <p class="loading">Loading…</p>
  const variables = visit ? variablesBefore(visit) : {}
  return <StateForm machine={machine} state={state} input={visit?.input ?? {}} variables={variables} />
}

interface StateFormProps {
  readonly machine: MachineDescription
  readonly state: string
  readonly input: unknown
  readonly variables: object
}

const mockKinds = [
  { name: 'result', label: 'Result' },
  { name: 'error', label: 'Error' },
  { name: 'none', label: 'Really run it' },
] as const

type MockKind = (typeof mockKinds)[number]['name']

/** Pass, Choice, Wait, Succeed and Fail states have no work that a mock could replace. */
const hasWork = (state: unknown): boolean =>
  ['Task', 'Map', 'Parallel'].includes(String(Reflect.get(Object(state), 'Type')))

const StateForm = ({ machine, state: given, ...initial }: StateFormProps) => {
  const states = useMemo(() => statesByName(parseOrKeep(machine.definition)), [machine.definition])
  const [name, setName] = useState(states.has(given) ? given : ([...states.keys()][0] ?? ''))
  const [input, setInput] = useState(() => JSON.stringify(initial.input, null, 2))
  const [variables, setVariables] = useState(() => JSON.stringify(initial.variables, null, 2))
  const [kind, setKind] = useState<MockKind>('result')
  const [result, setResult] = useState('{}')
  const [error, setError] = useState('States.TaskFailed')
  const [outcome, setOutcome] = useState<StateTest>()
  const [failure, setFailure] = useState<unknown>()
  const state = states.get(name)
  const isMocked = hasWork(state) && kind !== 'none'
  const test = async () => {
    setFailure(undefined)
    setOutcome(undefined)
    const mock = kind === 'result' ? { result, fieldValidationMode: 'NONE' } : { errorOutput: { error } }
    const request = { definition: machine.definition, stateName: name, input, inspectionLevel: 'DEBUG' }
    const options = isMocked ? { mock } : { roleArn: machine.roleArn }
    const before = variables.trim() === '{}' ? {} : { variables }
    setOutcome(await api.testState(machine.stateMachineArn, { ...request, ...before, ...options }))
  }
  const isValid = isJsonText(input) && isJsonText(variables) && (!isMocked || kind !== 'result' || isJsonText(result))
  return (
    <div class="page full">
      <div class="page-head">
        <h1>Try a state</h1>
        <span class="muted">The state runs alone; no execution is started.</span>
      </div>
      <div class="columns test">
        <section class="pane scroll padded" aria-label="The test">
          <label class="field">
            State
            <select value={name} onChange={({ currentTarget }) => setName(currentTarget.value)}>
              {[...states.keys()].map((one) => (
                <option value={one}>{one}</option>
              ))}
            </select>
          </label>
          <JsonEditor label="Input" value={input} onChange={setInput} rows={8} />
          <JsonEditor label="Variables" value={variables} onChange={setVariables} rows={3} />
          {hasWork(state) && (
            <fieldset>
              <legend>The work of the state</legend>
              <Tabs label="The work of the state" tabs={mockKinds} active={kind} onSelect={setKind} class="small" />
              {kind === 'result' && <JsonEditor label="Result" value={result} onChange={setResult} rows={4} />}
              {kind === 'error' && <TextField label="Error name" value={error} onChange={setError} />}
              {kind === 'none' && <p class="hint">The task is performed with the role of the state machine.</p>}
            </fieldset>
          )}
          <div class="bar">
            <ActionButton class="primary" disabled={!isValid || name === ''} onAction={test} onError={setFailure}>
              Try it
            </ActionButton>
          </div>
        </section>
        <section class="pane scroll padded" aria-label="Result" aria-live="polite">
          {failure !== undefined && <FailureNotice error={failure} />}
          {outcome ? <TestResult outcome={outcome} /> : <p class="hint">The result appears here.</p>}
          <Section title="Definition of the state">
            <JsonView value={state ?? null} label="definition of the state" />
          </Section>
        </section>
      </div>
    </div>
  )
}
