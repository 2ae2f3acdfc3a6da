import { parseResource } from '../specs/parse-resource.ts'
import type { FsmModel, StateModel, TransitionModel } from './fsm-model.ts'
import type { FsmAction, FsmTaskAction } from './fsm-spec.ts'
import { choiceStates, choicesOf, type FsmLiteralState, type NamedState, settingsOf } from './fsm-states.ts'
import type { FsmWork } from './fsm-task.ts'
import { handlerTask } from './handler-task.ts'
import { jsonata, literalText, progress, withoutMembers, withProgress } from './jsonata-text.ts'

/** The states of one state with `group: 'action'`: a Task for each action, a Choice, and Tasks for the actions of each transition. */
export const actionStates = (model: FsmModel, state: StateModel): NamedState[] => {
  const chain = new TaskChain(model, state)
  if (state.isFinal) {
    const actions = [...state.entry, ...state.do, ...state.exit]
    return actions.length === 0
      ? [[state.name, { type: 'pass', output: jsonata(withoutProgress), end: true }]]
      : chain.tasks(actions, { nameOf: (index) => numbered(state.name, index), last: 'final', exit: { end: true } })
  }
  const actions = [...state.entry, ...state.do]
  const rules = state.transitions.map((transition) => ({
    state: state.name,
    event: transition.event,
    next: hasActions(state, transition) ? firstOf(state, transition) : transition.target,
  }))
  const exit = { next: choicesOf(state.name) }
  const tasks =
    actions.length === 0
      ? [[state.name, { type: 'pass', output: jsonata(withoutEvent), ...exit }] as const]
      : chain.tasks(actions, { nameOf: (index) => numbered(state.name, index), last: 'event', exit })
  return [
    ...tasks,
    ...choiceStates(state.name, rules),
    ...state.transitions.flatMap((transition) =>
      chain.tasks([...state.exit, ...transition.actions], {
        nameOf: (index) => `${state.name}-${transition.event}-${index + 1}`,
        last: 'action',
        exit: { next: transition.target },
      }),
    ),
  ]
}

/** The first Task of a state has the name of the state, so that transitions lead to it. */
const numbered = (name: string, index: number): string => (index === 0 ? name : `${name}-${index + 1}`)

const hasActions = ({ exit }: StateModel, { actions }: TransitionModel): boolean => exit.length + actions.length > 0

const firstOf = ({ name }: StateModel, { event }: TransitionModel): string => `${name}-${event}-1`

const withoutProgress = `$merge([{}, ${withoutMembers('$states.input', '$')}])`

/** The input without the event that led to the state, which must not lead out of it. */
const withoutEvent = `$merge([$states.input, {"$": ${withoutMembers(progress, 'event')}}])`

/** The last task of a chain ends the execution, returns the event, or is like the others. */
type TaskKind = 'final' | 'event' | 'action'

interface ChainOptions {
  readonly nameOf: (index: number) => string
  readonly last: TaskKind
  readonly exit: { readonly next: string } | { readonly end: true }
}

/** Makes Tasks of the actions of one state. */
class TaskChain {
  readonly #model: FsmModel
  readonly #state: StateModel

  constructor(model: FsmModel, state: StateModel) {
    this.#model = model
    this.#state = state
  }

  tasks(actions: readonly FsmAction[], { nameOf, last, exit }: ChainOptions): NamedState[] {
    return actions.map((action, index) => {
      const isLast = index === actions.length - 1
      const task = this.#task(action, nameOf(index), isLast ? last : 'action')
      return [nameOf(index), { ...task, ...(isLast ? exit : { next: nameOf(index + 1) }) }]
    })
  }

  #task(action: FsmAction, name: string, kind: TaskKind): FsmLiteralState {
    if (typeof action === 'object') return this.#integration(action, kind)
    if (!isHandled(action)) return this.#integration({ resource: action }, kind)
    return handlerTask(this.#model, this.#state, { name, resource: action, work: this.#work(action, kind) })
  }

  #work(action: string, kind: TaskKind): FsmWork {
    const { name: state, maxRetries, transitions } = this.#state
    if (kind !== 'event') return { state, actions: [action], ...(kind === 'final' && { final: true }), maxRetries }
    const on = transitions.map(({ event, target, delaySeconds }) => [
      event,
      { target, ...(delaySeconds > 0 && { delaySeconds }) },
    ])
    return { state, do: action, on: Object.fromEntries(on), maxRetries }
  }

  /** A task that Step Functions performs itself: the event and further members are in its result. */
  #integration({ resource, arguments: given, ...settings }: FsmTaskAction, kind: TaskKind): FsmLiteralState {
    const outputs: Readonly<Record<TaskKind, () => string>> = {
      final: () => withoutProgress,
      event: () => this.#eventOutput(),
      action: () => '$states.input',
    }
    return {
      type: 'task',
      resource,
      arguments: given ?? jsonata('$states.input'),
      output: jsonata(outputs[kind]()),
      ...settingsOf(this.#state, this.#model),
      ...settings,
    }
  }

  #eventOutput(): string {
    const { name, transitions } = this.#state
    const delays = Object.fromEntries(
      transitions
        .filter(({ delaySeconds }) => delaySeconds > 0)
        .map(({ event, delaySeconds }) => [event, delaySeconds]),
    )
    const delay = `$exists($result.delay) ? $result.delay : $type($result.event) = "string" ? $lookup(${literalText(delays)}, $result.event)`
    const output = withProgress(
      { state: literalText(name), event: '$result.event', delay },
      withoutMembers('$result', 'event', 'delay', '$'),
    )
    return `($result := $type($states.result) = "object" ? $states.result : {"event": $states.result}; ${output})`
  }
}

/** True if a handler of `fsmHandlers` performs the action, false if Step Functions does. */
export const isHandled = (action: string): boolean => ['activity', 'lambda'].includes(parseResource(action).kind)
