import type { ExecutionEvent } from '../../client/execution-event.ts'
import { isJsonObject } from '../../json.ts'

/** One attempt of a task: the first, or a retry. */
export interface TaskAttempt {
  readonly state: string
  /** The visit of the state that it belongs to, unique in its history. */
  readonly visit: number
  /** The time when it was scheduled, in milliseconds since 1970. */
  readonly startedAt: number
  readonly endedAt: number
  /** The error with which it failed; `undefined` if it succeeded. */
  readonly error: string | undefined
}

const scheduled = /^(?:Task|LambdaFunction|Activity)Scheduled$/
const succeeded = /^(?:Task|LambdaFunction|Activity)Succeeded$/
const failed = /^(?:Task|LambdaFunction|Activity)(?:(?:Schedule|Start|Submit)?Failed|TimedOut)$/

/** The attempts of the tasks in one history, in the order of their ends. Attempts that have not ended are left out. */
export const readAttempts = (events: Iterable<ExecutionEvent>): TaskAttempt[] => {
  const attempts: TaskAttempt[] = []
  const visits = new Map<string, number>()
  const started = new Map<string, number>()
  for (const { id, type, path, state, details, timestamp } of events) {
    if (path === undefined) continue
    const key = JSON.stringify(path)
    const at = timestamp.getTime()
    if (type.endsWith('StateEntered')) visits.set(key, id)
    else if (scheduled.test(type)) started.set(key, at)
    else if (succeeded.test(type) || failed.test(type)) {
      const visit = visits.get(key) ?? 0
      const error = failed.test(type) ? errorOf(details, type) : undefined
      attempts.push({ state, visit, startedAt: started.get(key) ?? at, endedAt: at, error })
    }
  }
  return attempts
}

const errorOf = (details: unknown, type: string): string => {
  const error = isJsonObject(details) ? details.error : undefined
  return typeof error === 'string' ? error : type.endsWith('TimedOut') ? 'States.Timeout' : 'States.TaskFailed'
}
