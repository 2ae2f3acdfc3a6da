import { virtualSystem } from '../../src/virtual-system.ts'
import type { Task } from '../../src/workers/task.ts'
import { silent } from './fake-activities.ts'

/** A task with this input, for what needs no Step Functions. */
export const taskOf = (input: unknown, changes: Partial<Task> = {}): Task => ({
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
