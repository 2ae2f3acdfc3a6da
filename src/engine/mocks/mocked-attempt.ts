import type { Json } from '../../json.ts'
import type { TaskCall } from '../interpreter/task-call.ts'
import type { MockContext } from './mock.ts'

/** An attempt of a task that a mock performs. */
export interface MockedCall extends MockContext, Pick<TaskCall, 'parameters'> {}

/** The reaction of a mock to one attempt. */
export interface MockedAttempt {
  readonly delaySeconds?: number | undefined
  /** Returns the result of the task. @throws StateFailure */
  readonly perform: (call: MockedCall) => Json | Promise<Json>
}

/** A mock whose form has been checked. */
export interface CompiledMock {
  /** Returns the attempt with an index. @throws StateFailure States.Runtime if the mock has none */
  readonly attempt: (index: number, state: string) => MockedAttempt
}
