import { defineStateMachine } from 'stepwise-ts'

/** One activity: `npx stepwise run examples/adder.ts --input '{"x":1,"y":1}'` */
export const definition = defineStateMachine({
  name: 'adder',
  startAt: 'add',
  states: {
    add: { type: 'task', resource: 'activity/add', end: true },
  },
})

export const handlers = {
  'activity/add': ({ x, y }: { x: number; y: number }) => x + y,
}
