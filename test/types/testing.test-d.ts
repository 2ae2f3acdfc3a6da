import { z } from 'zod'
import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'
import type { Json } from '../../src/json.ts'
import { simulate, simulateMany } from '../../src/testing.ts'

const orders = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', next: 'ship' },
    ship: { type: 'task', resource: 'lambda/ship', end: true },
  },
})

// Handlers may be given for activities of the definition, functions, services and state machines.
simulate(orders, { handlers: { 'activity/price': () => 25, 'lambda/ship': () => 1 } })
simulate(orders, { handlers: { 'sqs:sendMessage': ({ MessageBody }) => MessageBody, 'machine/refund': () => 1 } })
// @ts-expect-error there is no activity of this name
simulate(orders, { handlers: { 'activity/pric': () => 25 } })
// @ts-expect-error a handler is a function or an object with one
simulate(orders, { handlers: { 'activity/price': 25 } })
// @ts-expect-error unknown option
simulate(orders, { handler: {} })

// A literal is checked where it is written.
simulate({ startAt: 'a', states: { a: { type: 'pass', end: true } } })
// @ts-expect-error no state is named b
simulate({ startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
simulate({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } })

// The output is JSON, or what the schema of the definition says.
const run = await simulate(orders)
const output: Json | undefined = run.output
const typed = defineStateMachine(
  { name: 'typed', startAt: 'a', states: { a: { type: 'pass', end: true } } },
  { output: z.object({ at: z.string() }) },
)
const at: string | undefined = (await simulate(typed)).output?.at

// One state, or a table of tests of it.
const status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR' = (await simulate.state(orders, 'price')).status
const statuses: string[] = (await simulate.state(orders, 'price', [{ input: 1 }, { input: 2 }])).map(
  (one) => one.status,
)

const stepped = await simulate.start(orders, { handlers: { 'activity/price': () => 25 } })
await stepped.advance('3 days')
const settled: Json | undefined = (await stepped.settled).output

// @ts-expect-error generated inputs take the place of an input
simulateMany(orders, { input: 1 })

export const used = [output, at, status, statuses, settled]
