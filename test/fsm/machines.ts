import { type FsmContext, fsm } from '../../src/fsm.ts'

/** The machine of the check of F2: two ways through three states, with all kinds of actions. */
export const ways = (group: 'transition' | 'action' = 'transition') =>
  fsm({
    name: 'ways',
    group,
    initial: 'first',
    states: {
      first: {
        entry: 'a1',
        do: 'a2',
        exit: 'a3',
        on: { done: { target: 'second', action: ['t1', 't2'] }, skip: 'third' },
      },
      second: { entry: 'a4', do: 'a5', exit: 'a6', on: { done: 'third' } },
      third: { entry: 'a7', do: 'a8', exit: 'a9', final: true },
    },
  })

const names = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7', 'a8', 'a9', 't1', 't2'] as const

/** Actions for `ways` that note their names. `a2` returns this event. */
export const notedActions = (event: 'done' | 'skip' = 'done') => {
  const ran: string[] = []
  const note =
    <Result>(name: string, result: Result) =>
    () => {
      ran.push(name)
      return result
    }
  const noted = Object.fromEntries(names.map((name) => [name, note(name, undefined)]))
  const actions = {
    ...(noted as Record<(typeof names)[number], () => undefined>),
    a2: note('a2', event),
    a5: note('a5', 'done' as const),
  }
  return { ran, actions }
}

/** A machine with one state that runs an action until it returns `done`. */
export const looper = (local: boolean) =>
  fsm({
    name: 'looper',
    initial: 'loop',
    states: { loop: { do: 'count', on: { again: { target: 'loop', local }, done: 'end' } }, end: { final: true } },
  })

export const count = (ctx: FsmContext) => {
  ctx.count = (ctx.count ?? 0) + 1
  return ctx.count < 3 ? 'again' : 'done'
}
