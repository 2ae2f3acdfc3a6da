import { defineStateMachine } from 'stepwise-ts'
import type { Mocks } from 'stepwise-ts/local'

/**
 * A distributed Map over a CSV file in S3, writes to DynamoDB, and a callback through a queue. The engine has its own S3, and mocks replace
 * the other services. Try:
 *   npx stepwise run examples/fulfilment.ts
 *   npx stepwise run examples/fulfilment.ts --service-endpoint http://127.0.0.1:5000
 * The second command calls an emulator of DynamoDB and SQS there, such as `moto_server -p 5000`.
 */
export const definition = defineStateMachine({
  name: 'fulfilment',
  queryLanguage: 'JSONata',
  startAt: 'table',
  states: {
    table: {
      type: 'task',
      resource: 'aws-sdk:dynamodb:createTable',
      arguments: {
        TableName: 'reservations',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        BillingMode: 'PAY_PER_REQUEST',
      },
      catch: { errorEquals: 'DynamoDb.ResourceInUseException', next: 'queue' },
      next: 'queue',
    },
    queue: {
      type: 'task',
      resource: 'aws-sdk:sqs:createQueue',
      arguments: { QueueName: 'approvals' },
      assign: { queue: '{% $states.result.QueueUrl %}' },
      next: 'orders',
    },
    orders: {
      type: 'map',
      itemReader: {
        resource: 's3:getObject',
        readerConfig: { inputType: 'CSV', csvHeaderLocation: 'FIRST_ROW' },
        arguments: { Bucket: 'shop', Key: 'orders.csv' },
      },
      itemSelector: { order: '{% $states.context.Map.Item.Value %}', queue: '{% $queue %}' },
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
              Item: {
                id: { S: '{% $states.input.order.id %}' },
                quantity: { N: '{% $states.input.order.quantity %}' },
              },
            },
            retry: { errorEquals: 'DynamoDB.ProvisionedThroughputExceededException', intervalSeconds: 1 },
            assign: { order: '{% $states.input.order %}', queue: '{% $states.input.queue %}' },
            next: 'route',
          },
          route: {
            type: 'choice',
            choices: [{ condition: '{% $number($order.quantity) > 10 %}', next: 'approval' }],
            default: 'ship',
          },
          // One branch asks and waits. The other one stands for the person who answers.
          approval: {
            type: 'parallel',
            branches: [
              {
                startAt: 'ask',
                states: {
                  ask: {
                    type: 'task',
                    resource: 'sqs:sendMessage.waitForTaskToken',
                    timeoutSeconds: 60,
                    arguments: {
                      QueueUrl: '{% $queue %}',
                      MessageBody: { order: '{% $order %}', token: '{% $states.context.Task.Token %}' },
                    },
                    end: true,
                  },
                },
              },
              {
                startAt: 'look',
                states: {
                  look: {
                    type: 'task',
                    resource: 'aws-sdk:sqs:receiveMessage',
                    arguments: { QueueUrl: '{% $queue %}', WaitTimeSeconds: 1, VisibilityTimeout: 60 },
                    output: '{% $parse($states.result.Messages[0].Body) %}',
                    retry: { errorEquals: 'States.QueryEvaluationError', intervalSeconds: 1, maxAttempts: 10 },
                    next: 'answer',
                  },
                  answer: {
                    type: 'task',
                    resource: 'aws-sdk:sfn:sendTaskSuccess',
                    arguments: {
                      TaskToken: '{% $states.input.token %}',
                      Output: '{% $string({"approved": $number($states.input.order.quantity) <= 100}) %}',
                    },
                    end: true,
                  },
                },
              },
            ],
            output: '{% $states.result[0] %}',
            next: 'approved',
          },
          approved: {
            type: 'choice',
            choices: [{ condition: '{% $states.input.approved %}', next: 'ship' }],
            default: 'reject',
          },
          ship: { type: 'pass', output: '{% $order.id & ": " & $order.item & " shipped" %}', end: true },
          reject: { type: 'pass', output: '{% $order.id & ": " & $order.item & " rejected" %}', end: true },
        },
      },
      end: true,
    },
  },
})

/** Objects in the engine's S3. */
export const objects = { 'shop/orders.csv': 'id,item,quantity\n1,book,3\n2,lamp,20\n3,desk,500\n' }

const messages: string[] = []

export const mocks: Mocks = {
  table: { output: {} },
  queue: { output: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/approvals' } },
  // The second write is throttled.
  reserve: [
    { output: {} },
    { error: 'DynamoDB.ProvisionedThroughputExceededException', cause: 'try again' },
    { output: {} },
    { output: {} },
  ],
  // The task ends when its token is sent, so this mock only waits.
  ask: ({ MessageBody }, { signal }) => {
    messages.push(JSON.stringify(MessageBody))
    return new Promise((resolve) => signal.addEventListener('abort', resolve))
  },
  look: () => ({ Messages: messages.splice(0, 1).map((Body) => ({ Body })) }),
}
