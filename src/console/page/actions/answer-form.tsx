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

/** Sends the result of a task: its output, or an error. */
export const AnswerForm = ({ tokens, arn, onSent }: AnswerFormProps) => {
  const [kind, setKind] = useState<'success' | 'failure'>('success')
  const [token, setToken] = useState(tokens[0] ?? '')
  const [output, setOutput] = useState('{}')
  const [error, setError] = useState('')
  const [cause, setCause] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const [note, setNote] = useState('')
  const perform = (action: () => Promise<unknown>, done: string) => async () => {
    setFailure(undefined)
    await action()
    setNote(done)
  }
  const send = async () => {
    if (kind === 'success') await api.sendSuccess(arn, token, output)
    else await api.sendFailure(arn, { taskToken: token, ...(error && { error }), ...(cause && { cause }) })
    onSent?.()
  }
  const isValid = token !== '' && (kind === 'failure' || isJsonText(output))
  return (
    <div class="answer-form">
      <TokenField tokens={tokens} token={token} onChange={setToken} />
      <Tabs label="Kind of answer" tabs={kinds} active={kind} onSelect={setKind} class="small" />
      {kind === 'success' ? (
        <JsonEditor label="Output" rows={4} value={output} onChange={setOutput} />
      ) : (
        <>
          <TextField label="Error" value={error} onChange={setError} />
          <TextField label="Cause" value={cause} onChange={setCause} />
        </>
      )}
      <div class="bar">
        <ActionButton
          class="primary"
          disabled={!isValid}
          onError={setFailure}
          onAction={perform(send, 'The answer has been sent.')}
        >
          Send {kind}
        </ActionButton>
        <ActionButton
          disabled={token === ''}
          onError={setFailure}
          onAction={perform(() => api.sendHeartbeat(arn, token), 'The heartbeat has been sent.')}
        >
          Send heartbeat
        </ActionButton>
      </div>
      {note && <Notice title={note} />}
      {failure !== undefined && <FailureNotice error={failure} />}
    </div>
  )
}

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
