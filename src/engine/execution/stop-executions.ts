import type { ExecutionRecord } from '../store/state-machine-record.ts'

/** Stops the executions that are running, and waits for their end. */
export const stopExecutions = async (records: Iterable<Pick<ExecutionRecord, 'execution'>>): Promise<void> => {
  const running = Array.from(records, ({ execution }) => execution).filter(({ status }) => status === 'RUNNING')
  for (const execution of running) execution.stop()
  await Promise.all(running.map(({ done }) => done))
}
