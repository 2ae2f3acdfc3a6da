import { defineStateMachine, TaskError } from 'stepwise-ts'

/**
 * A choice, a retry and a catch. Try:
 *   npx stepwise run examples/orders.ts --input '{"item":"book","quantity":3}'
 *   npx stepwise run examples/orders.ts --input '{"item":"unicorn","quantity":1}'
 */
export const definition = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.total',
      retry: { errorEquals: 'Busy', intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 },
      catch: { errorEquals: 'OutOfStock', resultPath: '$.failure', next: 'rejected' },
      next: 'route',
    },
    route: {
      type: 'choice',
      choices: [{ condition: ['and', ['>', '$.total', 0], ['<=', '$.total', 50]], next: 'ship' }],
      default: 'review',
    },
    review: { type: 'task', resource: 'activity/review', resultPath: '$.review', heartbeatSeconds: 30, next: 'ship' },
    ship: { type: 'pass', parameters: { shipped: true, 'order.$': '$' }, end: true },
    rejected: { type: 'pass', parameters: { shipped: false, 'why.$': '$.failure.Cause' }, end: true },
  },
})

const prices: Record<string, number> = { book: 12, lamp: 40 }

interface Order {
  readonly item: string
  readonly quantity: number
}

let calls = 0

export const handlers = {
  'activity/price': ({ item, quantity }: Order) => {
    // The first call fails, and the state machine tries again after a second.
    if (calls++ === 0) throw new TaskError('Busy', 'ask again')
    const price = prices[item]
    if (price === undefined) throw new TaskError('OutOfStock', `there is no ${item}`)
    return price * quantity
  },
  'activity/review': async (order: Order & { total: number }) => ({ approved: order.total < 1000 }),
}
