import { useId, useState } from 'preact/hooks'
import { api } from '../api/operations.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { isJsonText, JsonEditor } from '../parts/json-editor.tsx'
import { FailureNotice, Notice } from '../parts/notice.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { TextField } from '../parts/text-field.tsx'

interface AnswerFormProps {
  /** The strings that are, or may be, the token. */
  readonly tokens: readonly string[]
  /** An ARN of the account and region of the task. */
  readonly arn: string
  readonly onSent?: () => void
}

const kinds = [
  { name: 'success', label: 'Success' },
  { name: 'failure', label: 'Failure' },
] as const

/** The answer as the user has entered it. */
interface AnswerDraft {
  readonly kind: 'success' | 'failure'
  readonly token: string
  /** JSON. */
  readonly output: string
  readonly error: string
  readonly cause: string
}

const sendAnswer = ({ kind, token, output, error, cause }: AnswerDraft, arn: string): Promise<unknown> =>
  kind === 'success'
    ? api.sendSuccess(arn, token, output)
    : api.sendFailure(arn, { taskToken: token, ...(error && { error }), ...(cause && { cause }) })

/** Sends the result of a task: its output, or an error. */
export const AnswerForm = ({ tokens, arn, onSent }: AnswerFormProps) => {
  const [draft, setDraft] = useState<AnswerDraft>({
    kind: 'success',
    token: tokens[0] ?? '',
    output: '{}',
    error: '',
    cause: '',
  })
  const [failure, setFailure] = useState<unknown>()
  const [note, setNote] = useState('')
  const change = (changes: Partial<AnswerDraft>) => setDraft((before) => ({ ...before, ...changes }))
  const perform = (action: () => Promise<unknown>, done: string) => async () => {
    setFailure(undefined)
    await action()
    setNote(done)
  }
  const send = () => sendAnswer(draft, arn).then(onSent)
  const beat = () => api.sendHeartbeat(arn, draft.token)
  const isValid = draft.token !== '' && (draft.kind === 'failure' || isJsonText(draft.output))
  return (
    <div class="answer-form">
      <TokenField tokens={tokens} token={draft.token} onChange={(token) => change({ token })} />
      <AnswerFields draft={draft} onChange={change} />
      <div class="bar">
        <ActionButton
          class="primary"
          disabled={!isValid}
          onError={setFailure}
          onAction={perform(send, 'The answer has been sent.')}
        >
          Send {draft.kind}
        </ActionButton>
        <ActionButton
          disabled={draft.token === ''}
          onError={setFailure}
          onAction={perform(beat, 'The heartbeat has been sent.')}
        >
          Send heartbeat
        </ActionButton>
      </div>
      {note && <Notice title={note} />}
      {failure !== undefined && <FailureNotice error={failure} />}
    </div>
  )
}

interface AnswerFieldsProps {
  readonly draft: AnswerDraft
  readonly onChange: (changes: Partial<AnswerDraft>) => void
}

const AnswerFields = ({ draft: { kind, output, error, cause }, onChange }: AnswerFieldsProps) => (
  <>
    <Tabs
      label="Kind of answer"
      tabs={kinds}
      active={kind}
      onSelect={(name) => onChange({ kind: name })}
      class="small"
    />
    {kind === 'success' ? (
      <JsonEditor label="Output" rows={4} value={output} onChange={(text) => onChange({ output: text })} />
    ) : (
      <>
        <TextField label="Error" value={error} onChange={(text) => onChange({ error: text })} />
        <TextField label="Cause" value={cause} onChange={(text) => onChange({ cause: text })} />
      </>
    )}
  </>
)

interface TokenFieldProps {
  readonly tokens: readonly string[]
  readonly token: string
  readonly onChange: (token: string) => void
}

const TokenField = ({ tokens, token, onChange }: TokenFieldProps) => {
  const id = useId()
  return (
    <div class="field">
      <label for={id}>Task token</label>
      <input
        id={id}
        class="mono"
        list={`${id}-found`}
        value={token}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
      <datalist id={`${id}-found`}>
        {tokens.map((one) => (
          <option value={one} />
        ))}
      </datalist>
      {tokens.length === 0 && (
        <p class="hint">The arguments of the task do not contain the token. Paste the one that its receiver got.</p>
      )}
    </div>
  )
}
