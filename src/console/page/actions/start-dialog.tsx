import { useState } from 'preact/hooks'
import { api, type MachineDescription, type SyncResult } from '../api/operations.ts'
import { usePolled } from '../hooks/use-polled.ts'
import { navigate } from '../hooks/use-route.ts'
import { parseOrKeep, showDate, showSpan } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { JsonView } from '../parts/code-view.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { isJsonText, JsonEditor } from '../parts/json-editor.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { Status } from '../parts/status.tsx'
import { TextField } from '../parts/text-field.tsx'

interface StartDialogProps {
  readonly machine: Pick<MachineDescription, 'stateMachineArn' | 'name' | 'type'>
  /** The input to begin with. */
  readonly input?: string
  readonly onClose: () => void
}

/** Starts an execution, with an input of its own or that of an earlier execution. */
export const StartDialog = ({ machine, input: given, onClose }: StartDialogProps) => {
  const { stateMachineArn: arn, name: machineName, type } = machine
  const [input, setInput] = useState(() => pretty(given ?? '{}'))
  const [name, setName] = useState('')
  const [error, setError] = useState<unknown>()
  const [result, setResult] = useState<SyncResult>()
  const start = async () => {
    setError(undefined)
    const request = { input, ...(name && { name }) }
    if (type === 'EXPRESS') setResult(await api.startSync(arn, request))
    else {
      const { executionArn } = await api.start(arn, request)
      onClose()
      navigate(routeTo('execution', executionArn))
    }
  }
  return (
    <Dialog title={`Start ${machineName}`} onClose={onClose}>
      {type === 'STANDARD' && (
        <EarlierExecutions arn={arn} onChoose={(chosen) => setInput(pretty(chosen))} onError={setError} />
      )}
      <JsonEditor label="Input" value={input} onChange={setInput} rows={12} />
      <TextField label="Name (optional)" value={name} onChange={setName} placeholder="a new UUID" />
      {error !== undefined && <FailureNotice error={error} />}
      {result && <SyncResultView result={result} />}
      <footer>
        <button type="button" onClick={onClose}>
          {result ? 'Close' : 'Cancel'}
        </button>
        <ActionButton class="primary" disabled={!isJsonText(input)} onAction={start} onError={setError}>
          Start
        </ActionButton>
      </footer>
    </Dialog>
  )
}

/** JSON with indentation. Another string, and one with numbers that JavaScript would change, stays as it is. */
const pretty = (text: string): string => {
  const value = parseOrKeep(text)
  if (typeof value === 'string' || JSON.stringify(value) !== text.replaceAll(/\s*\n\s*/g, '')) return text
  return JSON.stringify(value, null, 2)
}

interface EarlierExecutionsProps {
  readonly arn: string
  readonly onChoose: (input: string) => void
  readonly onError: (error: unknown) => void
}

const EarlierExecutions = ({ arn, onChoose, onError }: EarlierExecutionsProps) => {
  const { value } = usePolled(arn, (signal) => api.listExecutions({ stateMachineArn: arn, maxResults: 50 }, signal))
  const choose = async (executionArn: string) => {
    if (executionArn === '') return
    try {
      onChoose((await api.describeExecution(executionArn)).input ?? '{}')
    } catch (error) {
      onError(error)
    }
  }
  if (!value || value.executions.length === 0) return null
  return (
    <div class="field">
      <label>
        Take the input of an earlier execution
        <select onChange={({ currentTarget }) => void choose(currentTarget.value)}>
          <option value="">Choose…</option>
          {value.executions.map(({ executionArn, name, status, startDate }) => (
            <option value={executionArn}>
              {showDate(startDate)} {status} {name}
            </option>
          ))}
        </select>
      </label>
    </div>
  )
}

const SyncResultView = ({ result }: { readonly result: SyncResult }) => (
  <section aria-label="Result">
    <p class="bar">
      <Status status={result.status} /> <span class="muted">in {showSpan(result.startDate, result.stopDate)}</span>
    </p>
    {result.error && <p>{result.error}</p>}
    {result.cause && <pre class="small-input">{result.cause}</pre>}
    {result.output !== undefined && <JsonView value={parseOrKeep(result.output)} label="Output" />}
  </section>
)
