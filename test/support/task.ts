import { virtualSystem } from '../../src/virtual-system.ts'
import type { WorkerTask } from '../../src/workers/worker-task.ts'
import { silent } from './fake-activities.ts'

/** A task with this input, for tests without Step Functions. */
export const taskOf = (input: unknown, changes: Partial<WorkerTask> = {}): WorkerTask => ({
  activity: 'add',
  taskToken: 'token',
  executionArn: undefined,
  signal: new AbortController().signal,
  heartbeat: async () => {},
  log: silent,
  system: virtualSystem(),
  objects: undefined,
  input,
  ...changes,
})
