/** A definition with every kind of state and transition. */
export const checkout = {
  name: 'checkout',
  startAt: 'price',
  states: {
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: [
        { errorEquals: ['Unknown', 'Gone'], next: 'rejected' },
        { errorEquals: 'States.ALL', next: 'wait' },
      ],
      next: 'route',
    },
    wait: { type: 'wait', seconds: 30, next: 'price' },
    route: {
      type: 'choice',
      choices: [
        { condition: '$.price >= 20 and not isNull($.item)', next: 'both' },
        { condition: ['in', '$.item', ['pen', 'ink']], next: 'each' },
      ],
      default: 'rejected',
    },
    both: {
      type: 'parallel',
      branches: [
        { type: 'pass', end: true },
        {
          startAt: 'charge',
          states: { charge: { type: 'task', resource: 'lambda/charge', next: 'done' }, done: { type: 'succeed' } },
        },
      ],
      next: 'each',
    },
    each: {
      type: 'map',
      itemsPath: '$.items',
      maxConcurrency: 5,
      itemProcessor: {
        startAt: 'ship',
        states: {
          ship: {
            type: 'task',
            resource: 'lambda:invoke',
            parameters: { FunctionName: 'ship', 'Payload.$': '$' },
            end: true,
          },
        },
      },
      end: true,
    },
    rejected: { type: 'fail', error: 'OrderRejected' },
  },
} as const
