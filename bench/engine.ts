// Transitions a second of the embedded interpreter, beside aws-local-stepfunctions in the same run. Both get a machine that is ready
// to run, and run it in this process.
import { compileStateMachine } from '../src/engine/interpreter/program/compile.ts'
import type { Json, JsonObject } from '../src/json.ts'
import { createEngineDeps, run } from './engine-deps.ts'
import { peer } from './peer.ts'
import { row } from './report.ts'
import { takeTurns } from './take-turns.ts'
import { withResolvers } from './with-resolvers.ts'

withResolvers()

/** As much of the peer's API as is used here. */
interface Peer {
  StateMachine: new (
    definition: JsonObject,
    options: object,
  ) => { run(input: Json, options: object): { result: Promise<Json>; eventLogs: AsyncIterable<unknown> } }
}
const { StateMachine }: Peer = await import(peer('aws-local-stepfunctions/build/main.node.esm.js'))

interface Case {
  readonly name: string
  readonly definition: JsonObject
  readonly input: Json
  /** The number of states that one run enters. */
  readonly transitions: number
  readonly aim: number
}

const chain = (length: number): JsonObject => ({
  StartAt: 'S1',
  States: Object.fromEntries(
    Array.from({ length }, (_, i) => [
      `S${i + 1}`,
      { Type: 'Pass', ...(i + 1 < length ? { Next: `S${i + 2}` } : { End: true }) },
    ]),
  ),
})

const loop: JsonObject = {
  StartAt: 'Add',
  States: {
    Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)' }, Next: 'Again' },
    Again: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericLessThan: 1000, Next: 'Add' }], Default: 'Done' },
    Done: { Type: 'Succeed' },
  },
}

const map: JsonObject = {
  StartAt: 'Each',
  States: {
    Each: { Type: 'Map', ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } }, End: true },
  },
}

const task: JsonObject = {
  StartAt: 'Work',
  States: { Work: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:work', End: true } },
}

const order = {
  id: 'order-1',
  customer: { name: 'Ada', address: { street: 'Main Street 1', city: 'London', tags: ['a', 'b', 'c'] } },
  lines: Array.from({ length: 10 }, (_, i) => ({ sku: `sku-${i}`, quantity: i + 1, price: 9.99, notes: null })),
}

const cases: readonly Case[] = [
  { name: 'chain of 100 Pass states, input of 1 KB', definition: chain(100), input: order, transitions: 100, aim: 10 },
  { name: 'chain of 100 Pass states', definition: chain(100), input: { a: 1 }, transitions: 100, aim: 10 },
  { name: 'Choice/MathAdd loop of 1,000 rounds', definition: loop, input: { n: 0 }, transitions: 2001, aim: 10 },
  {
    name: 'Map of 1,000 items',
    definition: map,
    input: Array.from({ length: 1000 }, (_, i) => i),
    transitions: 1001,
    aim: 10,
  },
  { name: 'one Task with an inline handler', definition: task, input: { a: 1 }, transitions: 1, aim: 3 },
]

const work = (input: Json): Json => input

/** The peer makes its events as they are read; ours are recorded in every run. */
const withEvents = async ({
  result,
  eventLogs,
}: ReturnType<InstanceType<Peer['StateMachine']>['run']>): Promise<Json> => {
  for await (const _ of eventLogs);
  return result
}

for (const { name, definition, input, transitions, aim } of cases) {
  const deps = createEngineDeps({ lambdas: { work } })
  const machine = compileStateMachine(definition)
  const text = JSON.stringify(input)
  const other = new StateMachine(definition, { validationOptions: { noValidate: true } })
  const overrides = { taskResourceLocalHandlers: { Work: work } }
  const { ours, silent, logged } = await takeTurns({
    ours: () => run(machine, text, deps),
    silent: () => other.run(input, { overrides }).result,
    logged: () => withEvents(other.run(input, { overrides })),
  })
  row(name, {
    'µs/transition': ours / transitions,
    'peer, events unread': silent / transitions,
    'peer, events read': logged / transitions,
    [`ratio unread, read (aim ${aim})`]: silent / ours,
    '': logged / ours,
  })
}
