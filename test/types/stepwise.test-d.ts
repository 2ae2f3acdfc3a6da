import { expectTypeOf } from 'vitest'
import { z } from 'zod'
import type { ExecutionDescription, SucceededExecution } from '../../src/client/execution-description.ts'
import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'
import type { Asl, Definition, Handlers, Json } from '../../src/index.ts'
import {
  ensureStateMachine,
  executionHistory,
  parseDefinition,
  reloaded,
  runExecution,
  startExecution,
  startWorkers,
} from '../../src/index.ts'

const orders = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', next: 'pack' },
    pack: { type: 'task', resource: 'activity/pack', end: true },
  },
})
const price = ({ item }: { item: string }) => item.length
declare const definition: Definition
declare const either: Definition | Asl
declare const handlers: Handlers
interface Order {
  id: string
  lines: { price: number }[]
  parent?: Order
}
declare const order: Order

// A literal is checked by each function that takes one, as by defineStateMachine.
await ensureStateMachine({ name: 'one', startAt: 'a', states: { a: { type: 'pass', end: true } } }, { tags: {} })
await ensureStateMachine('one', { startAt: 'a', states: { a: { type: 'pass', end: true } } })
// @ts-expect-error no state "b"
await ensureStateMachine({ name: 'one', startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
// @ts-expect-error no state "b"
await ensureStateMachine('one', { startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
// @ts-expect-error no state "b"
await reloaded.startExecution({ startAt: 'a', states: { a: { type: 'pass', next: 'b' } } }, {})
// @ts-expect-error no state "b"
await reloaded.startExecution('one', { startAt: 'a', states: { a: { type: 'pass', next: 'b' } } }, {})
// @ts-expect-error no state "b"
startWorkers({ startAt: 'a', states: { a: { type: 'task', resource: 'add', next: 'b' } } }, { add: () => 1 })
// @ts-expect-error no state "b"
await runExecution({ name: 'one', startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
await runExecution({ name: 'one', startAt: 'a', states: { a: { type: 'pass', end: true } } })

// ASL, and definitions that come from elsewhere, are checked when they are used.
const asl = { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } }
await ensureStateMachine('asl', asl)
await ensureStateMachine(parseDefinition({}))
await ensureStateMachine(definition)
await ensureStateMachine('either', either)
startWorkers(asl, { any: () => 1 })
startWorkers(definition, { any: () => 1 })
startWorkers(either, handlers)
await reloaded.startExecution(asl, handlers, {})

// One handler for each activity, and no other.
startWorkers(orders, { 'activity/price': price, 'activity/pack': async () => order }, { concurrency: 2 })
startWorkers(orders, handlers)
startWorkers({ add: ({ x, y }) => x + y }, { concurrency: 2 })
// @ts-expect-error no handler for activity/pack
startWorkers(orders, { 'activity/price': price })
// @ts-expect-error no state waits for activity/ship
startWorkers(orders, { 'activity/price': price, 'activity/pack': () => 1, 'activity/ship': () => 1 })
// @ts-expect-error no handler for activity/pack
await reloaded.startExecution(orders, { 'activity/price': price }, {})
// @ts-expect-error no state waits for activity/ship
await reloaded.startExecution(orders, { 'activity/price': price, 'activity/pack': () => 1, 'activity/ship': () => 1 })

// The result of a handler is JSON, at any depth.
startWorkers({ a: () => {}, b: () => undefined, c: async () => null, d: () => [1, 'x', { y: true }], e: () => order })
startWorkers({ a: (input: unknown) => input, b: (input) => input, c: () => JSON.parse('{}') })
// @ts-expect-error a bigint
startWorkers({ add: () => 1n })
// @ts-expect-error a bigint within
startWorkers({ add: async () => ({ lines: [{ total: 1n }] }) })
// @ts-expect-error a function
startWorkers({ add: () => () => 1 })
// @ts-expect-error a Date
startWorkers({ add: () => new Date(0) })
// @ts-expect-error a Date within
startWorkers({ add: () => ({ at: new Date(0) }) })
// @ts-expect-error a Map is no JSON
startWorkers({ add: () => new Map([[1, 2]]) })
// @ts-expect-error a bigint, of a handler with options
startWorkers({ add: { handler: () => 1n, concurrency: 2 } })
// @ts-expect-error a bigint, with a definition
startWorkers(orders, { 'activity/price': price, 'activity/pack': () => 1n })

// The output of an execution.
expectTypeOf(await runExecution('orders')).toEqualTypeOf<SucceededExecution<Json>>()
expectTypeOf((await runExecution<Order>('orders', { input: 1 })).output).toEqualTypeOf<Order>()
expectTypeOf(await runExecution<Order>('orders', { throwOnFailure: false })).toEqualTypeOf<
  ExecutionDescription<Order>
>()
expectTypeOf((await reloaded.startExecution(orders, handlers)).output).toEqualTypeOf<Json>()
expectTypeOf((await reloaded.startExecution(orders, handlers, {}, { throwOnFailure: false })).output).toEqualTypeOf<
  Json | undefined
>()

// Schemas type what goes in and what comes out.
const priced = defineStateMachine(
  { name: 'priced', startAt: 'a', states: { a: { type: 'pass', end: true } } },
  { input: z.object({ item: z.string(), count: z.number().default(1) }), output: z.object({ at: z.coerce.date() }) },
)
expectTypeOf((await runExecution(priced, { input: { item: 'book' } })).output).toEqualTypeOf<{ at: Date }>()
expectTypeOf(
  (await runExecution(priced, { input: { item: 'book', count: 2 }, throwOnFailure: false })).output,
).toEqualTypeOf<{ at: Date } | undefined>()
await startExecution(priced, { input: { item: 'book' } })
// @ts-expect-error the item is a string
await runExecution(priced, { input: { item: 5 } })
// @ts-expect-error no input
await runExecution(priced)
// @ts-expect-error the item is a string
await startExecution(priced, { input: { item: 5 } })
expectTypeOf((await runExecution(orders, { input: 1 })).output).toEqualTypeOf<Json>()
await startExecution(orders)

// Events of states have a state, those of the execution have none.
for await (const event of executionHistory('arn')) {
  if (event.type === 'TaskStateEntered') expectTypeOf(event.state).toEqualTypeOf<string>()
  if (event.type === 'LambdaFunctionFailed') expectTypeOf(event.state).toEqualTypeOf<string>()
  if (event.type === 'ExecutionFailed') expectTypeOf(event.state).toEqualTypeOf<undefined>()
  if (event.state !== undefined) expectTypeOf(event.path).toEqualTypeOf<readonly (string | number)[]>()
}
