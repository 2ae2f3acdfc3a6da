import { type FsmActions, fsm, fsmFromYaml, fsmHandlers } from '../../src/fsm.ts'
import { createStepwise } from '../../src/index.ts'
import { simulate } from '../../src/testing.ts'

const { startWorkers, ensureStateMachine } = createStepwise()

const doors = fsm({
  name: 'doors',
  initial: 'closed',
  states: {
    closed: {
      entry: ['listen', 'look'],
      do: ['wait', 'knock'],
      on: { answer: { target: 'open', action: 'turn' }, silence: 'closed' },
      onExhausted: 'silence',
    },
    open: { exit: 'enter', final: true },
  },
})

const others = { listen: () => {}, look: async () => 7, wait: () => 'anything', turn: () => {}, enter: () => {} }

// The last action of "do" returns an event of the state; the results of all others are ignored.
fsmHandlers(doors, { ...others, knock: () => 'answer' })
fsmHandlers(doors, { ...others, knock: async (ctx) => (ctx.$.step > 3 ? 'silence' : 'answer') })
fsmHandlers(doors, { ...others, knock: (_, { signal }) => ({ event: 'answer', delay: 3, aborted: signal.aborted }) })
// @ts-expect-error there is no such event
fsmHandlers(doors, { ...others, knock: () => 'anwser' })
// @ts-expect-error there is no such event
fsmHandlers(doors, { ...others, knock: () => ({ event: 'anwser' }) })
// @ts-expect-error the event is missing
fsmHandlers(doors, { ...others, knock: () => {} })
// @ts-expect-error the function of "knock" is missing
fsmHandlers(doors, { ...others })
// @ts-expect-error no state uses this action
fsmHandlers(doors, { ...others, knock: () => 'answer', knok: () => 'answer' })

// An action of several states may return the events of all of them.
const shared = fsm({
  initial: 'a',
  states: { a: { do: 'x', on: { go: 'b' } }, b: { do: 'x', on: { end: 'c' } }, c: { do: 'x', final: true } },
})
fsmHandlers(shared, { x: ({ $ }) => ($.state === 'a' ? 'go' : 'end') })
// @ts-expect-error none of the states has this event
fsmHandlers(shared, { x: () => 'stop' })

// Handlers are what workers and simulations take.
const handlers = fsmHandlers(doors, { ...others, knock: () => 'answer' })
startWorkers(doors, handlers)
ensureStateMachine(doors)
simulate(doors, { handlers })
// @ts-expect-error the handler of activity/doors is missing
startWorkers(doors, {})

fsm({
  // @ts-expect-error no state is named "close"
  initial: 'close',
  states: { closed: { do: 'knock', on: { answer: 'open' } }, open: { final: true } },
})
// @ts-expect-error no state is named "opne"
fsm({ initial: 'closed', states: { closed: { do: 'knock', on: { answer: 'opne' } }, open: { final: true } } })
fsm({
  initial: 'a',
  // @ts-expect-error no state is named "c"
  states: { a: { do: 'x', on: { answer: { target: 'c' } } }, b: { final: true } },
})
// @ts-expect-error a state that is not final needs "do"
fsm({ initial: 'closed', states: { closed: { on: { answer: 'open' } }, open: { final: true } } })
// @ts-expect-error a final state has no transitions
fsm({ initial: 'a', states: { a: { final: true, do: 'b', on: { answer: 'a' } } } })
// @ts-expect-error "on" has no such event
fsm({ initial: 'a', states: { a: { do: 'b', on: { done: 'b' }, onExhausted: 'fail' }, b: { final: true } } })
// @ts-expect-error unknown field
fsm({ initial: 'a', states: { a: { final: true, entri: 'b' } } })

// Declared events are all that there are.
fsm({ events: ['done'], initial: 'a', states: { a: { do: 'b', on: { done: 'b' } }, b: { final: true } } })
// @ts-expect-error the event is not declared
fsm({ events: ['done'], initial: 'a', states: { a: { do: 'b', on: { dnoe: 'b' } }, b: { final: true } } })

// With a task for each action, actions are resources.
const charging = fsm({
  group: 'action',
  initial: 'charge',
  states: {
    charge: { entry: 'lambda/prepare', do: 'activity/charge', on: { done: 'end' } },
    end: { do: 'sqs:sendMessage', final: true },
  },
})
const charged = fsmHandlers(charging, { 'lambda/prepare': () => {}, 'activity/charge': () => 'done' })
simulate(charging, { handlers: charged })
startWorkers(charging, { 'activity/charge': charged['activity/charge'] })

// A Lambda function gets the handler of its resource.
const onLambda = fsm({ resource: 'lambda/fsm', initial: 'a', states: { a: { final: true, do: 'x' } } })
export const { 'lambda/fsm': handler } = fsmHandlers(onLambda, { x: () => {} })

// The actions of a file are known at run time only.
fsmHandlers(fsmFromYaml(''), { anything: () => {}, 'module.Action': (ctx) => ctx.x })
export type Actions = FsmActions<unknown>
