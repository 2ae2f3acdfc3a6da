import { useState } from 'preact/hooks'
import type { TimelineState } from '../../../timeline/timeline-state.ts'
import { api } from '../api/operations.ts'
import { serverFacts } from '../api/server-facts.ts'
import { nameInArn } from '../model/format.ts'
import { type OpenAnswer, openAnswer } from '../model/open-answer.ts'
import { ActionButton } from '../parts/action-button.tsx'
import { FailureNotice } from '../parts/notice.tsx'
import { AnswerForm } from './answer-form.tsx'
import { forgetTask, newWorkerName, rememberTask, takenTask } from './taken-tasks.ts'

interface AnswerTaskProps {
  readonly state: TimelineState
  /** The fields of the state in ASL. */
  readonly fields: unknown
  readonly executionArn: string
}

/** Lets the user send the result of a task that waits for one. */
export const AnswerTask = ({ state, fields, executionArn }: AnswerTaskProps) => {
  const task = openAnswer(state, fields)
  if (!task) return null
  return (
    <section class="answer" aria-label="Answer the task">
      {task.kind === 'callback' ? (
        <>
          <h3>This task waits for a callback</h3>
          <AnswerForm key={state.id} tokens={task.tokens} arn={executionArn} />
        </>
      ) : (
        <AnswerActivity key={state.id} task={task} executionArn={executionArn} />
      )}
    </section>
  )
}

type ActivityTask = Extract<OpenAnswer, { kind: 'activity' }>

const AnswerActivity = ({ task, executionArn }: { readonly task: ActivityTask; readonly executionArn: string }) => {
  const { activityArn, workerName, isTaken } = task
  const taken = takenTask(workerName)
  if (taken && workerName !== undefined) {
    return (
      <>
        <h3>You have taken this task</h3>
        <AnswerForm tokens={[taken.token]} arn={executionArn} onSent={() => forgetTask(workerName)} />
      </>
    )
  }
  if (isTaken) {
    return (
      <p>
        {workerName === undefined ? 'A worker' : <>The worker {workerName}</>} performs this task. Only that worker has
        the task token.
      </p>
    )
  }
  return <TakeTask activityArn={activityArn} executionArn={executionArn} />
}

/** Polls the activity as a worker does. The task may be one of another execution, which can then be answered here too. */
const TakeTask = ({ activityArn, executionArn }: { readonly activityArn: string; readonly executionArn: string }) => {
  const [error, setError] = useState<unknown>()
  const [other, setOther] = useState<string>()
  const take = async () => {
    const workerName = newWorkerName()
    const { taskToken, input = '' } = await api.takeActivityTask(activityArn, workerName)
    if (!taskToken) throw new Error('No task came within a minute: another worker has taken it.')
    rememberTask(workerName, { token: taskToken, input })
    setOther(workerName)
  }
  const task = takenTask(other)
  return (
    <>
      <h3>This task waits for a worker of {nameInArn(activityArn)}</h3>
      {task ? (
        <>
          <p>You have taken the oldest task of the activity. If it is not that of this state, its input is:</p>
          <pre class="small-input">{task.input}</pre>
          <AnswerForm tokens={[task.token]} arn={executionArn} onSent={() => other && forgetTask(other)} />
        </>
      ) : (
        <>
          <p>Take the oldest task of the activity, as a worker does, and send its result yourself.</p>
          {serverFacts.kind !== 'embedded' && (
            <p>A task that has been taken cannot be given back: answer it, or it times out.</p>
          )}
          <ActionButton onAction={take} onError={setError}>
            Take the task
          </ActionButton>
        </>
      )}
      {error !== undefined && <FailureNotice error={error} />}
    </>
  )
}
