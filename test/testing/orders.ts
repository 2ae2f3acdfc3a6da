import { defineStateMachine } from '../../src/dsl/define-state-machine.ts'

/** A definition with a choice, retriers, a catcher, and a Map. */
export const orders = defineStateMachine({
  name: 'orders',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: { errorEquals: 'OutOfStock', next: 'rejected' },
      next: 'route',
    },
    route: {
      type: 'choice',
      choices: [{ condition: ['>=', '$.price', 20], next: 'each' }],
      default: 'rejected',
    },
    each: {
      type: 'map',
      itemsPath: '$.items',
      itemProcessor: { startAt: 'ship', states: { ship: { type: 'pass', end: true } } },
      end: true,
    },
    rejected: { type: 'fail', error: 'OrderRejected', cause: 'out of range' },
  },
})

const input = { items: ['book', 'pen'] }

export const accepted = { input, mocks: { price: [{ error: 'Throttled' }, { output: 25 }] } } as const

export const rejected = { input, mocks: { price: { output: 5 } } } as const

export const outOfStock = { input, mocks: { price: { error: 'OutOfStock', cause: 'sold out' } } } as const
