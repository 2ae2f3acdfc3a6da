import type { ExecutionRecord } from '../store/state-machine-record.ts'

/** Stops the executions that are running, and waits for their end. */
export const stopExecutions = async (records: Iterable<Pick<ExecutionRecord, 'execution'>>): Promise<void> => {
  const ended: Promise<void>[] = []
  for (const { execution } of records) {
    if (execution.status !== 'RUNNING') continue
    execution.stop()
    ended.push(execution.done)
  }
  await Promise.all(ended)
}
