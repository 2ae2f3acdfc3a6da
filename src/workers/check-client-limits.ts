import type { ActivityClient } from './activity-client.ts'
import type { WorkerEmitter } from './worker-events.ts'

/** Step Functions answers a poll within 60 s; the rest is a margin. */
const POLL_MS = 65_000

/** Warns once, as soon as the client's limits are known, if they are too low for `slots` slots (each a poll or a task). */
export const checkClientLimits = (events: WorkerEmitter, client: ActivityClient, slots: number): void => {
  const check = () => {
    for (const removeListener of listeners) removeListener()
    for (const problem of problemsOf(client, slots)) events.emit('clientLimitsTooLow', { problem })
  }
  const listeners = [events.on('taskStarted', check), events.on('pollFailed', check)]
}

const problemsOf = ({ limits }: ActivityClient, slots: number): string[] => {
  const { sockets = Number.POSITIVE_INFINITY, socketTimeoutMs } = limits?.() ?? {}
  const problems: string[] = []
  if (sockets < slots) {
    problems.push(
      `the client opens at most ${sockets} connections, the workers need ${slots}; create it with ` +
        `requestHandler: { httpsAgent: { maxSockets: ${slots} } }, or lower the concurrency`,
    )
  }
  if (socketTimeoutMs && socketTimeoutMs < POLL_MS) {
    problems.push(
      `the client ends a poll after ${socketTimeoutMs} ms, Step Functions answers it within 60 s, and a task that comes later is lost; ` +
        `create the client with requestHandler: { socketTimeout: ${POLL_MS} } or more`,
    )
  }
  return problems
}
