import { isJsonObject } from '../json.ts'
import { assertOptions, expectedOneOf, type OptionChecks, required, stringCheck } from '../options.ts'
import { type FsmTaskState, fsmTasks } from './fsm-handlers.ts'
import { choicesOf } from './fsm-states.ts'
import type { FsmProgress, FsmWork } from './fsm-task.ts'

/** The point of a finite state machine at which an execution starts. */
export interface FsmStartPoint {
  /** The state to start with; with `event`, the state that is left. */
  readonly state: string
  /** The event that leads out of the state: the exit and transition actions run. Default: none, the execution starts by entering the state. */
  readonly event?: string
  /** The data of the execution. Default `{}`. */
  readonly context?: Readonly<Record<string, unknown>>
  /** The number of transitions so far. Default 0. */
  readonly step?: number
  /** The value of `ctx.$.correlationId` in actions. Default: the name of the new execution. */
  readonly correlationId?: string
}

const checks: OptionChecks<FsmStartPoint> = {
  state: required(stringCheck('the name of a state')),
  event: stringCheck('the name of an event'),
  context: { expected: 'an object', fits: isJsonObject },
  step: { expected: 'a whole number from 0', fits: (step: unknown) => Number.isSafeInteger(step) && Number(step) >= 0 },
  correlationId: stringCheck('a name'),
}

/**
 * The options of `startExecution`, `runExecution` and `simulate` that start a finite state machine in the middle. The event of an integration
 * (`group: 'action'`) is checked when the execution starts.
 * @throws RangeError if the machine does not have the state or the event, or if the event leads to a state without a task; TypeError for a
 * wrong option.
 *
 * @example
 * const doors = fsm({ initial: 'closed', states: { closed: { do: 'knock', on: { answer: 'open' } }, open: { final: true } } })
 * fsmStart(doors, { state: 'closed', event: 'answer' }) // => { startAt: 'open', input: { $: { step: 1, state: 'closed', event: 'answer' } } }
 */
export const fsmStart = (
  machine: { readonly states: object },
  point: FsmStartPoint,
): { readonly startAt: string; readonly input: Readonly<Record<string, unknown>> } => {
  assertOptions('options', point, checks)
  const { state, event, context = {}, step = 0, correlationId } = point
  const tasks = fsmTasks(machine)
  assertState(machine, state)
  const name = correlationId === undefined ? {} : { correlationId }
  if (event === undefined)
    return { startAt: state, input: withProgress(context, { ...name, ...(step > 0 && { step }) }) }
  const { startAt, actions } = leavingOf(tasks, state, event)
  if (!Object.hasOwn(machine.states, startAt))
    throw new RangeError(
      `no task starts after the event ${JSON.stringify(event)} of the state ${JSON.stringify(state)}; start with a state that has a task`,
    )
  const progress: FsmProgress = { ...name, step: step + 1, state, event, ...(actions.length > 0 && { actions }) }
  return { startAt, input: withProgress(context, progress) }
}

interface Leaving {
  /** The state of the literal that follows the event. */
  readonly startAt: string
  /** The exit and transition actions that its task runs first. */
  readonly actions: readonly string[]
}

const leavingOf = (tasks: readonly FsmTaskState[], state: string, event: string): Leaving => {
  const choosing = tasks.find(({ work }) => work.state === state && work.on)
  const { on, exit = [], do: action } = choosing?.work ?? {}
  // The transitions of an integration are in the Choice only.
  if (!on) return { startAt: choicesOf(state), actions: [] }
  const transition = transitionOf(on, state, event)
  const actions = [...exit, ...(transition.actions ?? [])]
  // With a task for each action, the Choice leads to the tasks of the exit actions.
  return { startAt: action === choosing?.resource ? choicesOf(state) : transition.target, actions }
}

const withProgress = (context: object, progress: FsmProgress): Readonly<Record<string, unknown>> =>
  Object.keys(progress).length > 0 ? { ...context, $: progress } : { ...context }

const assertState = ({ states }: { readonly states: object }, state: string): void => {
  const names = Object.keys(states)
  if (!names.includes(state))
    throw new RangeError(`no state named ${JSON.stringify(state)}; ${expectedOneOf(state, names)}`)
}

const transitionOf = (on: NonNullable<FsmWork['on']>, state: string, event: string) => {
  const found = Object.hasOwn(on, event) ? on[event] : undefined
  if (found) return found
  const expected = expectedOneOf(event, Object.keys(on))
  throw new RangeError(`the state ${JSON.stringify(state)} has no event ${JSON.stringify(event)}; ${expected}`)
}
