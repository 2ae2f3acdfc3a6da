import { useState } from 'preact/hooks'
import { api } from '../api/operations.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { Dialog } from '../parts/dialog.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { TextField } from '../parts/text-field.tsx'

interface StopDialogProps {
  readonly arn: string
  readonly onClose: () => void
  readonly onStopped: () => void
}

/** Stops an execution, with an error and a cause if the user enters them. */
export const StopDialog = ({ arn, onClose, onStopped }: StopDialogProps) => {
  const [error, setError] = useState('')
  const [cause, setCause] = useState('')
  const [failure, setFailure] = useState<unknown>()
  const stop = async () => {
    await api.stop(arn, { ...(error && { error }), ...(cause && { cause }) })
    onStopped()
    onClose()
  }
  return (
    <Dialog title="Stop the execution" onClose={onClose}>
      <TextField label="Error (optional)" value={error} onChange={setError} />
      <TextField label="Cause (optional)" value={cause} onChange={setCause} />
      {failure !== undefined && <FailureNotice error={failure} />}
      <footer>
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <ActionButton class="danger" onAction={stop} onError={setFailure}>
          Stop the execution
        </ActionButton>
      </footer>
    </Dialog>
  )
}
