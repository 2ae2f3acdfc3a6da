import { useMemo, useState } from 'preact/hooks'
import { api, type MachineDescription, type StateTest } from '../api/operations.ts'
import { parseOrKeep } from '../model/format.ts'
import { statesByName } from '../model/states-by-name.ts'
import { hasWork, type TestDraft, testRequest } from '../model/test-draft.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { JsonView } from '../parts/code-view.tsx'
import { isJsonText, JsonEditor } from '../parts/json-editor.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { Section } from '../parts/section.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { TextField } from '../parts/text-field.tsx'
import { TestResult } from './test-result.tsx'

interface StateFormProps {
  readonly machine: MachineDescription
  /** The name of the state to begin with. */
  readonly state: string
  readonly input: unknown
  readonly variables: object
}

/** Tries a state, and shows the result. */
export const StateForm = ({ machine, state: given, ...initial }: StateFormProps) => {
  const states = useMemo(() => statesByName(parseOrKeep(machine.definition)), [machine.definition])
  const [draft, setDraft] = useState(() => draftOf(states.has(given) ? given : [...states.keys()][0], initial))
  const [outcome, setOutcome] = useState<StateTest>()
  const [failure, setFailure] = useState<unknown>()
  const state = states.get(draft.name)
  const test = async () => {
    setFailure(undefined)
    setOutcome(undefined)
    setOutcome(await api.testState(machine.stateMachineArn, testRequest(draft, { ...machine, state })))
  }
  const texts = [draft.input, draft.variables, hasWork(state) && draft.work === 'result' ? draft.result : '{}']
  return (
    <div class="columns test">
      <section class="pane scroll padded" aria-label="The test">
        <DraftFields
          draft={draft}
          names={[...states.keys()]}
          state={state}
          onChange={(changes) => setDraft((before) => ({ ...before, ...changes }))}
        />
        <div class="bar">
          <ActionButton
            class="primary"
            disabled={!texts.every(isJsonText) || draft.name === ''}
            onAction={test}
            onError={setFailure}
          >
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
  )
}

/** The entries to begin with. */
const draftOf = (name = '', { input, variables }: Pick<StateFormProps, 'input' | 'variables'>): TestDraft => ({
  name,
  input: JSON.stringify(input, null, 2),
  variables: JSON.stringify(variables, null, 2),
  work: 'result',
  result: '{}',
  error: 'States.TaskFailed',
})

interface DraftFieldsProps {
  readonly draft: TestDraft
  /** The names of all states. */
  readonly names: readonly string[]
  readonly state: unknown
  readonly onChange: (changes: Partial<TestDraft>) => void
}

const DraftFields = ({ draft, names, state, onChange }: DraftFieldsProps) => (
  <>
    <label class="field">
      State
      <select value={draft.name} onChange={({ currentTarget }) => onChange({ name: currentTarget.value })}>
        {names.map((name) => (
          <option value={name}>{name}</option>
        ))}
      </select>
    </label>
    <JsonEditor label="Input" value={draft.input} onChange={(input) => onChange({ input })} rows={8} />
    <JsonEditor label="Variables" value={draft.variables} onChange={(variables) => onChange({ variables })} rows={3} />
    {hasWork(state) && <WorkFields draft={draft} onChange={onChange} />}
  </>
)

const works = [
  { name: 'result', label: 'Result' },
  { name: 'error', label: 'Error' },
  { name: 'none', label: 'Really run it' },
] as const

const WorkFields = ({ draft: { work, result, error }, onChange }: Pick<DraftFieldsProps, 'draft' | 'onChange'>) => (
  <fieldset>
    <legend>The work of the state</legend>
    <Tabs
      label="The work of the state"
      tabs={works}
      active={work}
      onSelect={(name) => onChange({ work: name })}
      class="small"
    />
    {work === 'result' && (
      <JsonEditor label="Result" value={result} onChange={(text) => onChange({ result: text })} rows={4} />
    )}
    {work === 'error' && <TextField label="Error name" value={error} onChange={(text) => onChange({ error: text })} />}
    {work === 'none' && <p class="hint">The task is performed with the role of the state machine.</p>}
  </fieldset>
)
