/** Ten states with three tasks, a retry and a Wait. */
export const checkout = {
  name: 'checkout',
  startAt: 'begin',
  states: {
    begin: { type: 'pass', next: 'price' },
    price: {
      type: 'task',
      resource: 'activity/price',
      resultPath: '$.price',
      retry: { errorEquals: 'Throttled', maxAttempts: 3 },
      catch: { errorEquals: 'States.ALL', next: 'rejected' },
      next: 'wait',
    },
    wait: { type: 'wait', seconds: 86_400, next: 'route' },
    route: {
      type: 'choice',
      choices: [{ condition: ['and', ['>=', '$.price', 20], ['<', '$.price', 30]], next: 'reserve' }],
      default: 'rejected',
    },
    reserve: { type: 'task', resource: 'lambda/reserve', resultPath: '$.reserved', next: 'mark' },
    mark: { type: 'pass', result: 1, resultPath: '$.mark', next: 'prepare' },
    prepare: { type: 'pass', next: 'notify' },
    notify: {
      type: 'task',
      resource: 'sqs:sendMessage',
      parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/orders', MessageBody: 'ready' },
      next: 'done',
    },
    done: { type: 'succeed' },
    rejected: { type: 'fail', error: 'OrderRejected', cause: 'out of range' },
  },
} as const
