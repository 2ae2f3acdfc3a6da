import type { FsmModel, StateModel, TransitionModel } from './fsm-model.ts'
import { jsonata, literalText, progress, withoutMembers, withProgress } from './jsonata-text.ts'

/** A state of the literal. */
export type FsmLiteralState = Readonly<Record<string, unknown>>

/** A state with its name. */
export type NamedState = readonly [name: string, state: FsmLiteralState]

/** The state that a task with an unknown event leads to, and the name of its error. */
const UNKNOWN_EVENT = 'Fsm.UnknownEvent'

/** The last state of an execution that has reached a final state by a local transition. */
const DONE = 'Fsm.Done'

export const choicesOf = (state: string): string => `${state}-choices`
const delayOf = (state: string): string => `${state}-delay`

/** A transition in a Choice state: the event of a state, and the next state of the literal. */
export interface EventRule {
  readonly state: string
  readonly event: string
  readonly next: string
}

/**
 * The Choice state after the task of a state, and the Wait state for transitions that are delayed.
 * @param canBeDone true if the task can end in a final state.
 */
export const choiceStates = (state: string, rules: readonly EventRule[], canBeDone = false): NamedState[] => {
  const isShared = rules.some((rule) => rule.state !== state)
  const choices = [
    ...(canBeDone ? [{ condition: jsonata(`$not($exists(${progress}))`), next: DONE }] : []),
    { condition: jsonata(`$exists(${progress}.delay)`), next: delayOf(state) },
    ...rules.map((rule) => ({ condition: jsonata(conditionOf(rule, isShared)), next: rule.next })),
  ]
  return [
    [choicesOf(state), { type: 'choice', choices, default: UNKNOWN_EVENT }],
    [
      delayOf(state),
      {
        type: 'wait',
        seconds: jsonata(`$ceil(${progress}.delay)`),
        output: jsonata(`$merge([$states.input, {"$": ${withoutMembers(progress, 'delay')}}])`),
        next: choicesOf(state),
      },
    ],
  ]
}

const conditionOf = ({ state, event }: EventRule, isShared: boolean): string => {
  const isEvent = `${progress}.event = ${literalText(event)}`
  return isShared ? `${progress}.state = ${literalText(state)} and ${isEvent}` : isEvent
}

const unknownEvent = [
  `($exists(${progress}.event) ? "no transition has the event " & $string(${progress}.event) : "no event was returned")`,
  `($exists(${progress}.state) ? " in the state " & ${progress}.state : "")`,
  `($exists(${progress}.expected) ? "; expected one of " & ${progress}.expected : "")`,
].join(' & ')

/** The end of an execution without a transition for its event. */
export const unknownEventState: NamedState = [
  UNKNOWN_EVENT,
  { type: 'fail', error: UNKNOWN_EVENT, cause: jsonata(unknownEvent) },
]

/** The end of an execution that has reached a final state within the task of another one. */
export const doneState: NamedState = [DONE, { type: 'succeed' }]

/** The retrier, the catcher and the timeouts of a task. */
export const settingsOf = (state: StateModel, { group }: FsmModel): FsmLiteralState => ({
  ...(state.timeoutSeconds !== undefined && { timeoutSeconds: state.timeoutSeconds }),
  ...(state.heartbeatSeconds !== undefined && { heartbeatSeconds: state.heartbeatSeconds }),
  ...(state.maxRetries > 0 && {
    retry: {
      errorEquals: 'States.ALL',
      intervalSeconds: 1,
      maxAttempts: state.maxRetries,
      backoffRate: 2,
      maxDelaySeconds: 60,
      jitterStrategy: 'FULL',
    },
  }),
  ...(state.onExhausted !== undefined && !state.isFinal && { catch: catcherOf(state, state.onExhausted, group) }),
})

/** Continues with an event after the last retry. */
const catcherOf = (state: StateModel, event: string, group: FsmModel['group']): FsmLiteralState => {
  const transition = state.transitions.find((one) => one.event === event)
  const output = withProgress({
    state: literalText(state.name),
    event: literalText(event),
    actions: group === 'transition' && transition ? actionsText(state, transition) : undefined,
    delay: transition?.delaySeconds ? literalText(transition.delaySeconds) : undefined,
    error: '$states.errorOutput',
  })
  return { errorEquals: 'States.ALL', output: jsonata(output), next: choicesOf(state.name) }
}

const actionsText = (state: StateModel, { actions }: TransitionModel): string | undefined => {
  const all = [...state.exit, ...actions]
  return all.length > 0 ? literalText(all) : undefined
}
