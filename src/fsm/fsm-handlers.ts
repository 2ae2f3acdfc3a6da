import { isJsonObject } from '../json.ts'
import { nearest } from '../nearest.ts'
import { describeValue } from '../options.ts'
import type { TaskContext } from '../workers/worker-task.ts'
import type { ActionNameIn, EventOf, FsmMachine, ResourceIn } from './checked-fsm.ts'
import type { FsmTaskInput, FsmWork } from './fsm-task.ts'
import { type ActionFunction, performWork } from './perform-work.ts'

/** The system context of an action, in `ctx.$`. */
export interface FsmSystemContext {
  /** The name of the execution in which the finite state machine began. */
  readonly correlationId: string
  /** The state that the action belongs to. */
  readonly state: string
  /** The event that led to the state; absent in the first one. */
  readonly event?: string
  /** The number of transitions so far. */
  readonly step: number
  /** The number of retries of this task so far, 0 at the first attempt. */
  readonly retries: number
  readonly maxRetries: number
  /** The error that exhausted the retries of the state before, if `onExhausted` led here. */
  readonly error?: { readonly Error: string; readonly Cause?: string }
}

/**
 * The data of an execution, which actions change, with the system context in `$`.
 *
 * @example
 * const count = (ctx: FsmContext<{ count: number }>) => (ctx.count < 3 ? 'again' : 'done')
 */
// biome-ignore lint/suspicious/noExplicitAny: an execution may have any data
export type FsmContext<Data = Record<string, any>> = Data & { readonly $: FsmSystemContext }

/** The result of the last `do` action of a state: the event, or the event with a delay in seconds and members to add to the data. */
export type FsmResult<Event extends string = string> =
  | Event
  | { readonly event: Event; readonly delay?: number; readonly [member: string]: unknown }

/**
 * An action: it reads and changes the data of the execution, an {@link FsmContext}. The second argument is the context that the worker or
 * Lambda gives to a handler.
 *
 * @example
 * const count: FsmActionFunction = (ctx) => {
 *   ctx.count = (ctx.count ?? 0) + 1
 *   return ctx.count < 3 ? 'again' : 'done'
 * }
 */
// biome-ignore lint/suspicious/noExplicitAny: an execution may have any data
export type FsmActionFunction<Result = unknown> = (ctx: any, context: TaskContext) => Result | Promise<Result>

/** The action functions of a finite state machine by their names. */
export type FsmActions<D> = {
  readonly [Action in ActionNameIn<D>]: FsmActionFunction<
    [EventOf<D, Action>] extends [never] ? unknown : FsmResult<EventOf<D, Action>>
  >
}

/** A handler of a task of a finite state machine, with the context of a worker's handler or of a Lambda function. */
export type FsmHandler = (input: FsmTaskInput, context: object) => Promise<Record<string, unknown>>

/**
 * Makes the handlers of the tasks of a finite state machine, by resource, for `startWorkers`, `simulate` and Lambda.
 * @param machine a literal that `fsm` or `fsmFromYaml` has made, or the same literal from elsewhere.
 * @param actions a function for each action.
 * @throws TypeError that names every action without a function.
 *
 * @example
 * const doors = fsm({ initial: 'closed', states: { closed: { do: 'knock', on: { answer: 'open' } }, open: { final: true } } })
 * const handlers = fsmHandlers(doors, { knock: () => 'answer' })
 * expect((await simulate(doors, { handlers })).status).toBe('SUCCEEDED')
 */
export const fsmHandlers = <D>(
  machine: FsmMachine<D>,
  actions: NoInfer<FsmActions<D>>,
): Readonly<Record<ResourceIn<D>, FsmHandler>> => {
  const tasks = fsmTasks(machine)
  const functions = actionFunctions(actions, new Set(tasks.flatMap(({ work }) => actionsOf(work))))
  const handler: FsmHandler = (input, context) => performWork(input, functions, context)
  const entries = tasks.map(({ resource }) => [resource, handler] as const)
  return Object.fromEntries(entries) as Readonly<Record<ResourceIn<D>, FsmHandler>>
}

/** A Task that a handler performs, by the name of its state. */
export interface FsmTaskState {
  readonly name: string
  readonly resource: string
  readonly work: FsmWork
}

/**
 * The tasks of a literal that handlers of a finite state machine perform.
 * @throws TypeError if it is not a literal.
 */
export const fsmTasks = (machine: unknown): FsmTaskState[] => {
  const states = isJsonObject(machine) ? machine.states : undefined
  if (!isJsonObject(states))
    throw new TypeError(`machine must be a literal that fsm or fsmFromYaml has made, got ${describeValue(machine)}`)
  return Object.entries(states).flatMap(([name, state]: [string, unknown]) => {
    if (!isJsonObject(state) || !isJsonObject(state.arguments)) return []
    const { resource } = state
    const { fsm } = state.arguments
    return typeof resource === 'string' && isWork(fsm) ? [{ name, resource, work: fsm }] : []
  })
}

/** True for the member `fsm` of the arguments of a task that `fsm` has made. */
const isWork = (value: unknown): value is FsmWork => isJsonObject(value) && typeof value.state === 'string'

const actionsOf = ({ actions = [], do: event, exit = [], on = {}, local = {} }: FsmWork): string[] => [
  ...actions,
  ...(event === undefined ? [] : [event]),
  ...exit,
  ...Object.values(on).flatMap((transition) => transition.actions ?? []),
  ...Object.values(local).flatMap(actionsOf),
]

/**
 * Checks that there is a function for each name. Further functions may belong to other machines.
 * @throws TypeError that names every action without a function.
 */
const actionFunctions = (actions: unknown, names: ReadonlySet<string>): Map<string, ActionFunction> => {
  if (!isJsonObject(actions))
    throw new TypeError(`actions must be an object of functions, got ${describeValue(actions)}`)
  const unused = Object.keys(actions).filter((name) => !names.has(name))
  if (names.size === 0 && unused.length > 0)
    throw new TypeError(`no task runs an action; expected a literal that fsm or fsmFromYaml has made`)
  const problems = Array.from(names).flatMap((name) => {
    const given: unknown = Object.hasOwn(actions, name) ? actions[name] : undefined
    const key = JSON.stringify(name)
    if (given === undefined) {
      const { hint } = nearest(name, unused)
      return [`no function for the action ${key}${hint === undefined ? '' : `; ${hint}`}`]
    }
    return typeof given === 'function' ? [] : [`actions[${key}] must be a function, got ${describeValue(given)}`]
  })
  if (problems.length > 0) throw new TypeError(problems.join('\n'))
  return new Map(Object.entries(actions as unknown as Record<string, ActionFunction>))
}
