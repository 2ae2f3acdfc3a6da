import { defineStateMachine, TaskError } from 'stepwise-ts'
import type { Mocks } from 'stepwise-ts/local'

/**
 * A distributed Map over a CSV file in S3, writes to DynamoDB, and a callback from a queue. The engine has its own S3, and mocks replace
 * the other services. Try:
 *   npx stepwise run examples/fulfilment.ts
 *   npx stepwise run examples/fulfilment.ts --no-mocks   (the first write to DynamoDB fails)
 */
export const definition = defineStateMachine({
  name: 'fulfilment',
  queryLanguage: 'JSONata',
  startAt: 'orders',
  states: {
    orders: {
      type: 'map',
      itemReader: {
        resource: 's3:getObject',
        readerConfig: { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' },
        arguments: { Bucket: 'shop', Key: 'orders.csv' },
      },
      maxConcurrency: 10,
      itemProcessor: {
        processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
        startAt: 'reserve',
        states: {
          reserve: {
            type: 'task',
            resource: 'dynamodb:putItem',
            arguments: {
              TableName: 'reservations',
              Item: { id: { S: '{% $states.input.id %}' }, quantity: { N: '{% $states.input.quantity %}' } },
            },
            retry: { errorEquals: 'DynamoDB.ProvisionedThroughputExceededException', intervalSeconds: 1 },
            output: '{% $states.input %}',
            next: 'route',
          },
          route: {
            type: 'choice',
            choices: [{ condition: '{% $number($states.input.quantity) > 10 %}', next: 'approve' }],
            default: 'ship',
          },
          approve: {
            type: 'task',
            resource: 'sqs:sendMessage.waitForTaskToken',
            timeoutSeconds: 86_400,
            arguments: {
              QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/approvals',
              MessageBody: { order: '{% $states.input %}', token: '{% $states.context.Task.Token %}' },
            },
            output: '{% $states.input %}',
            catch: { errorEquals: 'Rejected', output: '{% $states.input.id & ": rejected" %}', next: 'rejected' },
            next: 'ship',
          },
          ship: { type: 'pass', output: '{% $states.input.id & ": " & $states.input.item & " shipped" %}', end: true },
          rejected: { type: 'succeed' },
        },
      },
      end: true,
    },
  },
})

export const objects = { 'shop/orders.csv': 'id,item,quantity\n1,book,3\n2,lamp,20\n3,desk,500\n' }

export const mocks: Mocks = {
  'dynamodb:putItem': [
    { output: {} },
    { error: 'DynamoDB.ProvisionedThroughputExceededException', cause: 'try again' },
    { output: {} },
    { output: {} },
  ],
  approve: ({ MessageBody: { order } }) => {
    if (order.quantity > 100) throw new TaskError('Rejected', `${order.quantity} are too many`)
    return { approvedBy: 'Ann' }
  },
}
