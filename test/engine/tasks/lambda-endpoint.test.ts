import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import {
  CreateStateMachineCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { clientOf, roleArn, taskOn } from '../../support/virtual-engine.ts'

let lambda: Server
let engine: Engine
afterEach(async () => {
  await engine.close()
  lambda.closeAllConnections()
  await new Promise((resolve) => lambda.close(resolve))
})

const resource = 'arn:aws:lambda:us-east-1:123456789012:function:f:live'

/** A state machine whose function is at an endpoint with this behaviour. */
const machineOn = async (answer: RequestListener, type: 'STANDARD' | 'EXPRESS') => {
  lambda = createServer(answer)
  await new Promise<void>((resolve) => lambda.listen(0, '127.0.0.1', resolve))
  const { port } = lambda.address() as AddressInfo
  engine = createEngine({ lambdaEndpoint: `http://127.0.0.1:${port}/` })
  const client = clientOf(engine)
  const definition = taskOn(resource)
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'm', type, definition, roleArn }))
  return { client, stateMachineArn }
}

const runTask = async (answer: RequestListener) => {
  const { client, stateMachineArn } = await machineOn(answer, 'EXPRESS')
  return client.send(new StartSyncExecutionCommand({ stateMachineArn, input: '{"x":1}' }))
}

describe('a function behind a Lambda endpoint', () => {
  it('is invoked by its ARN with the input as the event, and its payload is the output', async () => {
    let url: string | undefined
    let body = ''
    const run = await runTask((request, response) => {
      url = request.url
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => response.end('{"y":2}'))
    })
    expect(run).toMatchObject({ status: 'SUCCEEDED', output: '{"y":2}' })
    expect(url).toBe(`/2015-03-31/functions/${encodeURIComponent(resource)}/invocations`)
    expect(body).toBe('{"x":1}')
  })

  it('fails its task with its own error type, and its payload as the cause', async () => {
    const run = await runTask((_, response) => {
      response.setHeader('x-amz-function-error', 'Unhandled')
      response.end('{"errorType":"Bad","errorMessage":"no"}')
    })
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'Bad',
      cause: '{"errorType":"Bad","errorMessage":"no"}',
    })
  })

  it('fails its task with the error code of the response', async () => {
    const run = await runTask((_, response) => {
      response.setHeader('x-amzn-errortype', 'TooManyRequestsException')
      response.writeHead(429).end('{"Message":"Rate Exceeded."}')
    })
    expect(run).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.TooManyRequestsException',
      cause: expect.stringContaining('Rate Exceeded.'),
    })
  })

  it.each<[string, RequestListener, RegExp]>([
    ['closes the connection', (request) => request.socket.destroy(), /^Unable to execute HTTP request: /],
    [
      'ends in the middle of a response',
      (_, response) => {
        response.writeHead(200, { 'content-length': 100 })
        response.write('{"y":', () => response.destroy())
      },
      /^Unable to execute HTTP request: /,
    ],
    [
      'does not respond in JSON',
      (_, response) => response.end('<html>'),
      /^The function's response is not JSON: Unexpected character \('<' \(code 60\)\)/,
    ],
  ])('fails its task with an error name that a catcher can match if it %s', async (_how, answer, cause) => {
    expect(await runTask(answer)).toMatchObject({
      status: 'FAILED',
      error: 'Lambda.SdkClientException',
      cause: expect.stringMatching(cause),
    })
  })

  it('loses its connection when its execution is stopped', async () => {
    let arrive = (_socket: Socket) => {}
    const arrived = new Promise<Socket>((resolve) => {
      arrive = resolve
    })
    const { client, stateMachineArn } = await machineOn((request) => arrive(request.socket), 'STANDARD')
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }))
    const left = once(await arrived, 'close')
    await client.send(new StopExecutionCommand({ executionArn }))
    expect(await left).toEqual([expect.any(Boolean)])
  })
})
