import { describe, expect, it } from 'vitest'
import type { JsonObject } from '../../../src/json.ts'
import { type RunOptions, runMachine } from '../../support/run-machine.ts'

const task = (Resource: string, fields: JsonObject = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource, End: true, ...fields } },
})
const lambdaArn = 'arn:aws:lambda:us-east-1:123456789012:function:double'
const run = (machine: JsonObject, options: RunOptions = {}) => runMachine(machine, { input: { n: 2 }, ...options })
const double = ({ n }: { n: number }) => n * 2

describe('a Lambda function', () => {
  it('named by its ARN receives the input and returns the result', async () => {
    const { output, history } = await run(task(lambdaArn), { lambdas: { double } })
    expect(output).toBe(4)
    expect(history.slice(2, 5)).toEqual([
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionSucceeded',
    ])
  })

  it('fails the task with the name of the error that it throws, and its payload as the cause', async () => {
    class TooMany extends Error {
      override readonly name = 'TooMany'
    }
    const throwing = () => {
      throw new TooMany('two is too many')
    }
    const { error, cause } = await run(task(lambdaArn), { lambdas: { double: throwing } })
    expect(error).toBe('TooMany')
    expect(JSON.parse(cause ?? '')).toMatchObject({ errorType: 'TooMany', errorMessage: 'two is too many' })
  })

  it('that the engine does not have fails the task with a cause that explains how to pass it', async () => {
    const { error, cause } = await run(task(lambdaArn))
    expect(error).toBe('Lambda.ResourceNotFoundException')
    expect(cause).toContain('createLocal({ lambdas: { "double": (event) => … } })')
  })

  it('called through lambda:invoke returns Payload and the metadata of the call', async () => {
    const fields = { Parameters: { FunctionName: 'double:live', 'Payload.$': '$' } }
    const { output } = await run(task('arn:aws:states:::lambda:invoke', fields), { lambdas: { double } })
    expect(output).toMatchObject({ ExecutedVersion: '$LATEST', Payload: 4, StatusCode: 200 })
  })

  it('receives a Payload that is a string as parsed JSON', async () => {
    const fields = { Parameters: { FunctionName: 'double', Payload: '{"n":21}' } }
    const { output } = await run(task('arn:aws:states:::lambda:invoke', fields), { lambdas: { double } })
    expect(output).toMatchObject({ Payload: 42 })
  })

  it('is not waited for when it is invoked as an Event', async () => {
    const fields = { Parameters: { FunctionName: 'double', InvocationType: 'Event', Payload: {} } }
    const never = () => new Promise(() => {})
    const { output } = await run(task('arn:aws:states:::lambda:invoke', fields), { lambdas: { double: never } })
    expect(output).toMatchObject({ StatusCode: 202 })
  })
})

describe('a resource that the engine does not know', () => {
  const send = task('arn:aws:states:::sqs:sendMessage', { Parameters: { MessageBody: 'hi' } })

  it('is performed by the handler that the user passed for it', async () => {
    const handler = (parameters: unknown) => ({ MessageId: '1', echo: parameters })
    const { output, events } = await run(send, { tasks: { 'sqs:sendMessage': handler } })
    expect(output).toEqual({ MessageId: '1', echo: { MessageBody: 'hi' } })
    expect(events[2]).toMatchObject({
      type: 'TaskScheduled',
      taskScheduledEventDetails: { resourceType: 'sqs', resource: 'sendMessage', region: 'us-east-1' },
    })
  })

  it('can have one handler for all actions of its service', async () => {
    const handler = (_: unknown, { resource }: { resource: string }) => resource
    expect((await run(send, { tasks: { sqs: handler } })).output).toBe('sendMessage')
  })

  it('fails the task without a handler, with a cause that explains how to pass one', async () => {
    const { error, cause } = await run(send)
    expect(error).toBe('States.TaskFailed')
    expect(cause).toContain('createLocal({ taskHandlers: { "sqs:sendMessage": (parameters) => response } })')
  })

  it.each(['constructor', 'toString'])('is not mistaken for a member of Object.prototype: %s', async (service) => {
    const { cause } = await run(task(`arn:aws:states:::${service}:call`))
    expect(cause).toContain(`The embedded engine has no ${service}:call.`)
  })

  it('that waits for a task token returns the output that is sent with the token', async () => {
    const machine = task('arn:aws:states:::sqs:sendMessage.waitForTaskToken', {
      Parameters: { 'Token.$': '$$.Task.Token' },
    })
    const { createEngineDeps, start, eventsOf } = await import('../../support/run-machine.ts')
    const { deps } = createEngineDeps({
      tasks: {
        'sqs:sendMessage': ({ Token }: { Token: string }) => {
          queueMicrotask(() => deps.tokens.succeed(Token, '"done"'))
          return { MessageId: '1' }
        },
      },
    })
    const execution = start(machine, deps)
    await execution.done
    expect(execution.output).toBe('"done"')
    expect(eventsOf(execution).map(({ type }) => type)).toContain('TaskSubmitted')
  })
})
