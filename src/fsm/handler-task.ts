import type { FsmModel, StateModel } from './fsm-model.ts'
import { type FsmLiteralState, settingsOf } from './fsm-states.ts'
import type { FsmTaskInput, FsmWork } from './fsm-task.ts'
import { correlationId, jsonata, literalText, progress } from './jsonata-text.ts'

/** The arguments of a Task, in which each member can be an expression. */
type TaskArguments = { readonly [Member in keyof FsmTaskInput]: unknown } & { readonly fsm: FsmWork }

interface HandlerTask {
  /** The name of the Task state in the literal. */
  readonly name: string
  readonly resource: string
  readonly work: FsmWork
}

/** A Task that a handler of `fsmHandlers` performs. The handler returns the state's output. */
export const handlerTask = (
  model: FsmModel,
  state: StateModel,
  { name, resource, work }: HandlerTask,
): FsmLiteralState => ({
  type: 'task',
  resource,
  arguments: {
    context: jsonata('$states.input'),
    fsm: work,
    execution: jsonata('$states.context.Execution.Name'),
    // Only a task with a retrier has a count of retries.
    retries: state.maxRetries > 0 ? jsonata('$states.context.State.RetryCount') : 0,
    idempotencyKey: [
      jsonata(`${machineName(model)} & "/" & ${correlationId}`),
      jsonata(`${literalText(`${name}#`)} & ${progress}.step`),
    ],
  } satisfies TaskArguments,
  ...settingsOf(state, model),
})

/** The name stays the same if another state machine continues an execution. */
const machineName = ({ name }: FsmModel): string =>
  name === undefined ? '$states.context.StateMachine.Name' : literalText(name)
