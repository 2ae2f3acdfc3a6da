import { useState } from 'preact/hooks'
import { showDuration } from '../../../show-duration.ts'
import { StartDialog } from '../actions/start-dialog.tsx'
import { StopDialog } from '../actions/stop-dialog.tsx'
import { api, type DescribedExecution } from '../api/operations.ts'
import { nameInArn, showDate } from '../model/format.ts'
import { routeTo } from '../model/route.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { Status } from '../parts/status.tsx'
import type { HistoryFeed } from './history-feed.ts'

interface ExecutionHeadProps {
  readonly execution: DescribedExecution
  readonly feed: HistoryFeed
  /** Called when an action has changed the execution. */
  readonly onChange: () => void
}

/** The name and status of an execution, and its actions. */
export const ExecutionHead = ({ execution, feed, onChange }: ExecutionHeadProps) => {
  const { executionArn, stateMachineArn, name, status, startDate, stopDate, redriveCount = 0, input } = execution
  const [dialog, setDialog] = useState<'start' | 'stop'>()
  const [error, setError] = useState<unknown>()
  const end = stopDate === undefined ? feed.now : stopDate * 1000
  const close = () => setDialog(undefined)
  const redrive = async () => {
    setError(undefined)
    await api.redrive(executionArn)
    onChange()
  }
  return (
    <>
      <div class="page-head">
        <h1 title={executionArn}>{name}</h1>
        <Status status={status} />
        <span class="muted">{showDate(startDate)}</span>
        <span class="muted">{showDuration(Math.max(0, end - startDate * 1000))}</span>
        <span class="muted event-count">
          {feed.events.length} events{feed.isComplete ? '' : '…'}
        </span>
        {redriveCount > 0 && <span class="muted">redriven {redriveCount}×</span>}
        <div class="actions">
          <a class="button" href={routeTo('compare', '', { left: executionArn })}>
            Compare
          </a>
          <button type="button" onClick={() => setDialog('start')}>
            New execution
          </button>
          {status === 'RUNNING' ? (
            <button type="button" class="danger" onClick={() => setDialog('stop')}>
              Stop
            </button>
          ) : (
            <RedriveButton execution={execution} onAction={redrive} onError={setError} />
          )}
        </div>
      </div>
      {error !== undefined && <FailureNotice error={error} />}
      {dialog === 'stop' && <StopDialog arn={executionArn} onClose={close} onStopped={onChange} />}
      {dialog === 'start' && (
        <StartDialog
          machine={{ stateMachineArn, name: nameInArn(stateMachineArn), type: 'STANDARD' }}
          input={input ?? '{}'}
          onClose={close}
        />
      )}
    </>
  )
}

interface RedriveButtonProps {
  readonly execution: DescribedExecution
  readonly onAction: () => Promise<void>
  readonly onError: (error: unknown) => void
}

const RedriveButton = ({
  execution: { status, redriveStatus, redriveStatusReason },
  ...actions
}: RedriveButtonProps) => {
  if (status === 'SUCCEEDED') return null
  return (
    <ActionButton
      class="primary"
      disabled={redriveStatus !== 'REDRIVABLE'}
      title={redriveStatusReason ?? 'Continue from the states that failed'}
      {...actions}
    >
      Redrive
    </ActionButton>
  )
}
