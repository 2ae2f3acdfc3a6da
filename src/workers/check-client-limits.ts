import type { ActivityClient } from './activity-client.ts'
import type { WorkerEmitter } from './worker-events.ts'

/** Step Functions answers a poll within 60 s; the rest is slack. */
const POLL_MS = 65_000

/** Warns once, as soon as the client's limits are known, if they are too tight for so many slots, each a poll or a task. */
export const checkConnections = (events: WorkerEmitter, client: ActivityClient, slots: number): void => {
  const check = () => {
    for (const stop of stops) stop()
    for (const problem of problemsOf(client, slots)) events.emit('connectionsTooTight', { problem })
  }
  const stops = [events.on('taskStarted', check), events.on('pollFailed', check)]
}

const problemsOf = ({ limits }: ActivityClient, slots: number): string[] => {
  const { sockets = Number.POSITIVE_INFINITY, socketTimeoutMs } = limits?.() ?? {}
  const problems: string[] = []
  if (sockets < slots) {
    problems.push(
      `the client opens ${sockets} connections, the workers need ${slots}: build it with ` +
        `requestHandler: { httpsAgent: { maxSockets: ${slots} } }, or lower the concurrency`,
    )
  }
  if (socketTimeoutMs && socketTimeoutMs < POLL_MS) {
    problems.push(
      `the client gives up on a poll after ${socketTimeoutMs} ms, Step Functions takes up to 60 s: a task that it hands over then is ` +
        `lost; build the client with requestHandler: { socketTimeout: ${POLL_MS} } or more`,
    )
  }
  return problems
}
