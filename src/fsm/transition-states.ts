import type { FsmModel, StateModel, TransitionModel } from './fsm-model.ts'
import type { FsmAction } from './fsm-spec.ts'
import { choiceStates, choicesOf, type EventRule, type NamedState } from './fsm-states.ts'
import type { FsmTaskTransition, FsmWork } from './fsm-task.ts'
import { handlerTask } from './handler-task.ts'

/** The states of one state with `group: 'transition'`: a Task, and the Choice that follows unless it is final. */
export const transitionStates = (model: FsmModel, state: StateModel): NamedState[] => {
  const states = localStates(model, state)
  const others = states.slice(1).map((one) => [one.name, workOf(one)] as const)
  const work: FsmWork = { ...workOf(state), ...(others.length > 0 && { local: Object.fromEntries(others) }) }
  const task = handlerTask(model, state, { name: state.name, resource: model.resource, work })
  if (state.isFinal) return [[state.name, { ...task, end: true }]]
  return [
    [state.name, { ...task, next: choicesOf(state.name) }],
    ...choiceStates(state.name, states.flatMap(rulesOf(state)), states.some(isFinal)),
  ]
}

const isFinal = (state: StateModel): boolean => state.isFinal

/** True if the handler of a state can end in a final state that it reached by local transitions. */
export const canBeDone = (model: FsmModel, state: StateModel): boolean =>
  model.group === 'transition' && !state.isFinal && localStates(model, state).some(isFinal)

/** The states that only local transitions lead to: handlers run their actions, and they have no Task. */
export const localOnlyStates = (model: FsmModel): ReadonlySet<string> => {
  if (model.group === 'action') return new Set()
  const withTasks = reached(model, (state) =>
    localStates(model, state)
      .flatMap(rulesOf(state))
      .map(({ next }) => next),
  )
  const all = reached(model, ({ isFinal, transitions }) => (isFinal ? [] : transitions.map(({ target }) => target)))
  return new Set(Array.from(all).filter((name) => !withTasks.has(name)))
}

const reached = ({ initial, states }: FsmModel, targetsOf: (state: StateModel) => string[]): ReadonlySet<string> => {
  const found = new Set([initial])
  // The set grows while it is visited.
  for (const name of found) {
    const state = states.get(name)
    for (const target of state ? targetsOf(state) : []) found.add(target)
  }
  return found
}

/** A state, and the states that local transitions lead to from it. */
const localStates = ({ states }: FsmModel, state: StateModel): StateModel[] => {
  const found = new Set([state])
  // The set grows while it is visited.
  for (const one of found) {
    if (one.isFinal) continue
    for (const { target, isLocal } of one.transitions) {
      const next = states.get(target)
      if (isLocal && next) found.add(next)
    }
  }
  return [...found]
}

/** The handler makes local transitions, except the one after the last retry. */
const rulesOf =
  (first: StateModel) =>
  (state: StateModel): EventRule[] =>
    state.isFinal
      ? []
      : state.transitions
          .filter(({ event, isLocal }) => !isLocal || (state === first && event === state.onExhausted))
          .map(({ event, target }) => ({ state: state.name, event, next: target }))

const workOf = (state: StateModel): FsmWork => {
  const { name, entry, exit, maxRetries } = state
  const actions = namesOf([...entry, ...(state.isFinal ? state.do : state.do.slice(0, -1))])
  const [event] = namesOf(state.isFinal ? [] : state.do.slice(-1))
  return {
    state: name,
    ...(actions.length > 0 && { actions }),
    ...(event !== undefined && { do: event }),
    ...(exit.length > 0 && { exit: namesOf(exit) }),
    ...(state.isFinal
      ? { final: true }
      : { on: Object.fromEntries(state.transitions.map((one) => [one.event, taskTransition(one)])) }),
    maxRetries,
  }
}

const taskTransition = ({ target, actions, isLocal, delaySeconds }: TransitionModel): FsmTaskTransition => ({
  target,
  ...(actions.length > 0 && { actions: namesOf(actions) }),
  ...(isLocal && { local: true }),
  ...(delaySeconds > 0 && { delaySeconds }),
})

/** All actions of a handler are functions, as `fsm` has checked. */
const namesOf = (actions: readonly FsmAction[]): string[] =>
  actions.filter((action): action is string => typeof action === 'string')
