import {
  createStepwise,
  DefinitionError,
  defineStateMachine,
  ExecutionFailed,
  ensureStateMachine,
  type Handler,
  runExecution,
  startWorkers,
  TaskError,
  validate,
} from 'stepwise-ts'
import { type PolicyStatement, permissions } from 'stepwise-ts/deploy'
import { type FsmContext, fsm, fsmHandlers } from 'stepwise-ts/fsm'
import { type GraphOptions, toMermaid } from 'stepwise-ts/graph'
import { createLocal, type Local } from 'stepwise-ts/local'

const orders = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', next: 'done' },
    done: { type: 'succeed' },
  },
})
const price: Handler = ({ item }: { item: string }) => item.length
export const local: Local = createLocal({ lambdas: { f: (n: number) => n } })
export const main = async () => {
  await ensureStateMachine(orders)
  const workers = startWorkers(orders, { 'activity/price': price })
  try {
    const { output } = await runExecution('orders', { input: {} })
    console.log(output, validate(orders).length)
  } catch (error) {
    if (error instanceof ExecutionFailed) console.log(error.executionArn)
    if (error instanceof DefinitionError) throw new TaskError('a', error.message)
  }
  await workers.shutdown()
}
// @ts-expect-error a dangling next does not compile
defineStateMachine({ startAt: 'a', states: { a: { type: 'pass', next: 'b' } } })
createStepwise()

export const ordered = defineStateMachine({ name: 'ordered', startAt: 'a', states: { a: { type: 'succeed' } } })
export const typed = async () => (await runExecution<{ id: string }>('orders', { input: 1 })).output.id
// @ts-expect-error no handler for activity/price
startWorkers(orders, {})
// @ts-expect-error no state waits for activity/ship
startWorkers(orders, { 'activity/price': price, 'activity/ship': () => 1 })
// @ts-expect-error a bigint is not JSON
startWorkers(orders, { 'activity/price': () => 1n })
export const statements: PolicyStatement[] = permissions(orders, { region: 'us-east-1', accountId: '123456789012' })
const graphOptions: GraphOptions = {}
export const drawn: string = toMermaid(orders, graphOptions)
const doors = fsm({
  initial: 'closed',
  states: { closed: { do: 'knock', on: { answer: 'open' } }, open: { final: true } },
})
export const doorHandlers = fsmHandlers(doors, {
  knock: (ctx: FsmContext<{ count?: number }>) => (ctx.count ? 'answer' : 'answer'),
})
// @ts-expect-error no state has this event
fsmHandlers(doors, { knock: () => 'anwser' })
