import { request } from 'node:http'
import { connect } from 'node:net'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  ListActivitiesCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { HttpServer } from '../../../src/engine/wire/http-server.ts'
import { realSystem } from '../../../src/system.ts'
import { clientAt, clientOf, machineOf, roleArn, taskOn } from '../../support/virtual-engine.ts'

let engine: Engine
let server: HttpServer
beforeEach(async () => {
  engine = createEngine()
  server = await engine.listen({ port: 0 })
})
afterEach(() => engine.close())

const contentType = { 'content-type': 'application/x-amz-json-1.0' }

const post = (body: string, headers: Record<string, string> = {}, path = '/') =>
  fetch(server.url + path, { method: 'POST', body, headers: { ...contentType, ...headers } })

/** Resolves when all requests before it have arrived. */
const roundTrip = async () => (await post('{}', { 'x-amz-target': 'AWSStepFunctions.ListActivities' })).text()

describe('the server', () => {
  it('serves the API to clients over HTTP and in process at the same time', async () => {
    const overHttp = clientAt(server.url)
    const { activityArn = '' } = await overHttp.send(new CreateActivityCommand({ name: 'add' }))
    const definition = taskOn(activityArn)
    const { stateMachineArn } = await overHttp.send(
      new CreateStateMachineCommand({ name: 'adder', definition, roleArn }),
    )
    const polled = overHttp.send(new GetActivityTaskCommand({ activityArn }))
    const inProcess = clientOf(engine)
    const { executionArn = '' } = await inProcess.send(new StartExecutionCommand({ stateMachineArn, input: '1' }))
    const { taskToken, input } = await polled
    await overHttp.send(new SendTaskSuccessCommand({ taskToken, output: `[${input}]` }))
    await engine.ended(executionArn)
    expect(await overHttp.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ output: '[1]' })
  })

  it('replies on any path, with the content type of the protocol', async () => {
    const response = await post('{}', { 'x-amz-target': 'AWSStepFunctions.ListActivities' }, '/some/path?x=1')
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0')
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/)
    expect(await response.json()).toEqual({ activities: [] })
  })

  it('accepts the host prefix of synchronous calls', async () => {
    const definition = machineOf({ Type: 'Pass', End: true })
    const create = new CreateStateMachineCommand({ name: 'quick', definition, roleArn, type: 'EXPRESS' })
    const { stateMachineArn } = await clientAt(server.url).send(create)
    const outcome = await clientAt(server.url).send(new StartSyncExecutionCommand({ stateMachineArn }))
    expect(outcome.status).toBe('SUCCEEDED')
    const headers = {
      ...contentType,
      host: `sync-localhost:${server.port}`,
      'x-amz-target': 'AWSStepFunctions.StartSyncExecution',
    }
    const reply = await new Promise<string>((resolve) => {
      const sent = request({ port: server.port, method: 'POST', headers }, (response) =>
        response.on('data', (data) => resolve(String(data))),
      )
      sent.end(JSON.stringify({ stateMachineArn }))
    })
    expect(JSON.parse(reply)).toMatchObject({ status: 'SUCCEEDED' })
  })

  it.each([9, 50])('rejects calls of more than 8 MiB with a reply that arrives: %i MiB', async (size) => {
    const response = await post('x'.repeat(size * 2 ** 20), { 'x-amz-target': 'AWSStepFunctions.StartExecution' })
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ __type: 'RequestEntityTooLargeException' })
  })

  it('rejects calls of web pages, before it reads them', async () => {
    const response = await post('{}', {
      'x-amz-target': 'AWSStepFunctions.ListActivities',
      origin: 'https://evil.example',
    })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ __type: 'AccessDeniedException' })
  })

  it('rejects S3 writes and deletions of web pages, in the form of S3', async () => {
    for (const method of ['PUT', 'DELETE', 'POST']) {
      const response = await fetch(`${server.url}/bucket`, { method, headers: { origin: 'https://evil.example' } })
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('<Code>AccessDeniedException</Code>')
    }
  })

  it('asks for its token, if it has one', async () => {
    const guarded = await engine.listen({ port: 0, token: 'a-secret-token' })
    const list = (accessKeyId: string) =>
      new SFNClient({
        region: 'us-east-1',
        endpoint: guarded.url,
        maxAttempts: 1,
        credentials: { accessKeyId, secretAccessKey: 'x' },
      }).send(new ListActivitiesCommand({}))
    await expect(list('local')).rejects.toMatchObject({ name: 'UnrecognizedClientException' })
    expect((await list('a-secret-token')).activities).toEqual([])
  })

  it('closes while a client has sent half a request or nothing', async () => {
    const silent = connect(server.port)
    const stalled = connect(server.port)
    stalled.write(
      'POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSStepFunctions.ListActivities\r\ncontent-length: 9\r\n\r\n{',
    )
    await roundTrip()
    const left = [silent, stalled].map(
      (socket) => new Promise((resolve) => socket.on('error', () => {}).once('close', resolve)),
    )
    await server.close()
    await Promise.all(left)
    expect([silent.destroyed, stalled.destroyed]).toEqual([true, true])
  })

  it('reports a port that is in use', async () => {
    await expect(engine.listen({ port: server.port })).rejects.toThrow(
      `Port ${server.port} on 127.0.0.1 is in use. Choose another one, or 0 for any that is free.`,
    )
  })
})

describe('a worker over HTTP', () => {
  const setUp = async () => {
    const sfn = clientOf(engine)
    const { activityArn = '' } = await sfn.send(new CreateActivityCommand({ name: 'add' }))
    const definition = taskOn(activityArn)
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'adder', definition, roleArn }))
    return { sfn, activityArn, start: () => sfn.send(new StartExecutionCommand({ stateMachineArn })) }
  }

  /** A poll whose connection can be cut; it resolves when it is open. */
  const openPoll = (activityArn: string) =>
    new Promise<{ cut: () => Promise<void> }>((resolve) => {
      const poll = request({
        port: server.port,
        method: 'POST',
        headers: { ...contentType, 'x-amz-target': 'AWSStepFunctions.GetActivityTask' },
      })
      poll.on('error', () => {})
      poll.end(JSON.stringify({ activityArn }), () => {
        const cut = () =>
          new Promise<void>((gone) => {
            poll.once('close', gone)
            poll.destroy()
          })
        resolve({ cut })
      })
    })

  it('that disconnects receives no task', async () => {
    const { sfn, activityArn, start } = await setUp()
    const { cut } = await openPoll(activityArn)
    await roundTrip()
    await cut()
    await roundTrip()
    await start()
    expect((await sfn.send(new GetActivityTaskCommand({ activityArn }))).taskToken).toBeTypeOf('string')
  })

  it('that disconnects as the task comes leaves the task to the next poll', async () => {
    const { sfn, activityArn, start } = await setUp()
    const { cut } = await openPoll(activityArn)
    await roundTrip()
    await cut()
    await start()
    const { taskToken } = await sfn.send(new GetActivityTaskCommand({ activityArn }))
    expect(taskToken).toBeTypeOf('string')
  })

  it('learns at once that it may abandon its poll, and so shuts down at once', async () => {
    const { createStepwise } = await import('../../../src/create-stepwise.ts')
    const { startWorkers } = createStepwise({ sfn: clientAt(server.url) })
    const workers = startWorkers({ add: () => 1 })
    await vi.waitFor(() => expect(workers.stats().add?.polling).toBe(1))
    const shutDown = workers.shutdown().then(() => 'at once')
    expect(await Promise.race([shutDown, realSystem.sleep(4000).then(() => 'after a minute')])).toBe('at once')
  })

  it('receives no task when the server closes', async () => {
    const { activityArn } = await setUp()
    const polled = post(JSON.stringify({ activityArn }), { 'x-amz-target': 'AWSStepFunctions.GetActivityTask' })
    await roundTrip()
    const [reply] = await Promise.all([polled, server.close()])
    expect(await reply.json()).toEqual({ taskToken: null })
    await expect(post('{}')).rejects.toThrow()
  })
})
