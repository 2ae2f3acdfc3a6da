import { describe, expect, test } from 'vitest'
import { createLocal } from '../../src/local.ts'
import { virtualLocal } from '../support/virtual-local.ts'

/** Runs one task on an engine with these functions, and returns its output. */
const perform = async (options: object, task: object): Promise<unknown> => {
  const { ensureStateMachine, runExecution } = virtualLocal(options)
  await ensureStateMachine('one', { startAt: 'a', states: { a: { type: 'task', end: true, ...task } } } as never)
  return (await runExecution('one', { input: { n: 21 } })).output
}

const double = ({ n }: { n: number }) => n * 2
const arn = 'arn:aws:lambda:us-east-1:123456789012:function:double'

describe('a Lambda function is found under', () => {
  test.for<[string, string, string]>([
    ['its name', 'double', 'lambda/double'],
    ['its resource', 'lambda/double', 'lambda/double'],
    ['its ARN', arn, 'lambda/double'],
    ['its name, called by its ARN', 'double', arn],
    ['its name, called by an alias', 'double', 'lambda/double:live'],
    ['its name and alias', 'double:live', 'lambda/double:live'],
    ['its resource and alias', 'lambda/double:live', `${arn}:live`],
    ['the ARN of an alias', `${arn}:live`, 'lambda/double:live'],
  ])('%s', async ([, key, resource]) => {
    expect(await perform({ lambdas: { [key]: double } }, { resource })).toBe(42)
  })

  test('its alias rather than its name', async () => {
    const lambdas = { double: () => 'latest', 'double:live': double }
    expect(await perform({ lambdas }, { resource: 'lambda/double:live' })).toBe(42)
    expect(await perform({ lambdas }, { resource: 'lambda/double' })).toBe('latest')
    const parameters = { FunctionName: 'double', Qualifier: 'live', 'Payload.$': '$' }
    expect(await perform({ lambdas }, { resource: 'lambda:invoke', parameters, outputPath: '$.Payload' })).toBe(42)
  })

  test('its alias only, if it has no other', async () => {
    await expect(perform({ lambdas: { 'double:live': double } }, { resource: 'lambda/double:old' })).rejects.toThrow(
      'Function not found',
    )
  })
})

const send = { resource: 'sqs:sendMessage', parameters: { QueueUrl: 'q', MessageBody: 'hello' } }
const receive = ({ MessageBody }: { MessageBody: string }) => ({ got: MessageBody })

describe('a task handler is found under', () => {
  test.for(['sqs', 'sqs:sendMessage', 'arn:aws:states:::sqs:sendMessage'])('%s', async (key) => {
    expect(await perform({ taskHandlers: { [key]: receive } }, send)).toEqual({ got: 'hello' })
  })

  test('the resource as it is written', async () => {
    const key = 'ecs:runTask.sync'
    const task = { resource: key, parameters: { TaskDefinition: 't' } }
    const taskHandlers = { [key]: () => 'done', 'ecs:runTask': () => 'started' }
    expect(await perform({ taskHandlers }, task)).toBe('done')
  })

  test.for<[string, object]>([
    ['lambda:invoke', { resource: 'lambda:invoke', parameters: { FunctionName: 'f' } }],
    ['states:startExecution', { resource: 'states:startExecution.sync:2', parameters: { StateMachineArn: 'a' } }],
    ['aws-sdk:sfn:listActivities', { resource: 'aws-sdk:sfn:listActivities', parameters: {} }],
  ])('%s, which the engine performs otherwise', async ([key, task]) => {
    expect(await perform({ taskHandlers: { [key]: () => 'handled' } }, task)).toBe('handled')
  })

  test('a call of the AWS SDK', async () => {
    const taskHandlers = { 'aws-sdk:s3:getObject': () => ({ Body: 'text' }) }
    expect(await perform({ taskHandlers }, { resource: 'aws-sdk:s3:getObject', parameters: {} })).toEqual({
      Body: 'text',
    })
  })
})

describe('an engine is not created with', () => {
  const f = () => 1
  test.for<readonly [string, object]>([
    [
      'options.lambdas["my function"] must be the name of a Lambda function, such as "resize", "resize:live" or its ARN',
      { lambdas: { 'my function': f } },
    ],
    [
      'options.lambdas["activity/add"] must be the name of a Lambda function, such as "resize", "resize:live" or its ARN; the handler of an activity belongs to startWorkers',
      { lambdas: { 'activity/add': f } },
    ],
    [
      'options.lambdas["sqs:sendMessage"] is a service integration: pass its function as taskHandlers["sqs:sendMessage"]',
      { lambdas: { 'sqs:sendMessage': f } },
    ],
    ['options.lambdas has "f" and "lambda/f", which are the same function', { lambdas: { f, 'lambda/f': f } }],
    [
      'options.taskHandlers["sqs:sendMesage"] names an action that Step Functions does not offer; did you mean "sqs:sendMessage"? (sqs:sendMesage)',
      { taskHandlers: { 'sqs:sendMesage': f } },
    ],
    [
      'options.taskHandlers["sqs:sendMessage.sync"] names an action that Step Functions does not offer; did you mean "sqs:sendMessage"? (sqs:sendMessage.sync)',
      { taskHandlers: { 'sqs:sendMessage.sync': f } },
    ],
    [
      'options.taskHandlers["sqs.sendMessage"] must be a resource or a service, such as "sqs:sendMessage" or "sqs"',
      { taskHandlers: { 'sqs.sendMessage': f } },
    ],
    [
      'options.taskHandlers["sqss"] must be a resource or a service, such as "sqs:sendMessage" or "sqs"; did you mean "sqs"?',
      { taskHandlers: { sqss: f } },
    ],
    [
      'options.taskHandlers["s3:getObject"] must be a resource or a service, such as "sqs:sendMessage" or "sqs"; did you mean "aws-sdk:s3:getObject"?',
      { taskHandlers: { 's3:getObject': f } },
    ],
    [
      'options.taskHandlers["activity/add"] must be a resource or a service, such as "sqs:sendMessage" or "sqs"; the handler of an activity belongs to startWorkers',
      { taskHandlers: { 'activity/add': f } },
    ],
    [
      'options.taskHandlers["lambda/resize:live"] is a Lambda function: pass it as lambdas["resize:live"]',
      { taskHandlers: { 'lambda/resize:live': f } },
    ],
  ])('%s', ([message, options]) => {
    expect(() => createLocal(options)).toThrow(new TypeError(message))
  })

  test('keys of a service that is newer than the table are accepted', () => {
    expect(() =>
      createLocal({ taskHandlers: { 'aws-sdk:quantumledger2030:commitEntangledTransaction': f } }),
    ).not.toThrow()
  })
})
