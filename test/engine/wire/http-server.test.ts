import { request } from 'node:http'
import { connect } from 'node:net'
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
} from '@aws-sdk/client-sfn'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import type { Listening } from '../../../src/engine/wire/http-server.ts'
import { clientAt, clientOf, machineOf, roleArn, taskOn } from '../../support/virtual-engine.ts'

let engine: Engine
let server: Listening
beforeEach(async () => {
  engine = createEngine()
  server = await engine.listen({ port: 0 })
})
afterEach(() => engine.close())

const post = (body: string, headers: Record<string, string> = {}, path = '/') =>
  fetch(server.url + path, { method: 'POST', body, headers })

/** Whatever was sent before has arrived when this is answered. */
const roundTrip = async () => (await post('{}', { 'x-amz-target': 'AWSStepFunctions.ListActivities' })).text()

describe('the server', () => {
  it('serves the API to any client, beside the clients in process', async () => {
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

  it('answers on any path, with the content type of the protocol', async () => {
    const response = await post('{}', { 'x-amz-target': 'AWSStepFunctions.ListActivities' }, '/some/path?x=1')
    expect(response.headers.get('content-type')).toBe('application/x-amz-json-1.0')
    expect(response.headers.get('x-amzn-requestid')).toMatch(/^[\da-f-]{36}$/)
    expect(await response.json()).toEqual({ activities: [] })
  })

  it('does not mind the host prefix of synchronous calls', async () => {
    const definition = machineOf({ Type: 'Pass', End: true })
    const create = new CreateStateMachineCommand({ name: 'quick', definition, roleArn, type: 'EXPRESS' })
    const { stateMachineArn } = await clientAt(server.url).send(create)
    const outcome = await clientAt(server.url).send(new StartSyncExecutionCommand({ stateMachineArn }))
    expect(outcome.status).toBe('SUCCEEDED')
    const headers = { host: `sync-localhost:${server.port}`, 'x-amz-target': 'AWSStepFunctions.StartSyncExecution' }
    const reply = await new Promise<string>((resolve) => {
      const sent = request({ port: server.port, method: 'POST', headers }, (response) =>
        response.on('data', (data) => resolve(String(data))),
      )
      sent.end(JSON.stringify({ stateMachineArn }))
    })
    expect(JSON.parse(reply)).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('refuses calls of more than 8 MiB', async () => {
    const response = await post('x'.repeat(9 * 1024 * 1024), { 'x-amz-target': 'AWSStepFunctions.StartExecution' })
    expect(response.status).toBe(413)
  })

  it('closes under a client that sends half a request, and under one that sends nothing', async () => {
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

  it('says so where a port is in use', async () => {
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
        headers: { 'x-amz-target': 'AWSStepFunctions.GetActivityTask' },
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

  it('that is gone takes no task with it', async () => {
    const { sfn, activityArn, start } = await setUp()
    const { cut } = await openPoll(activityArn)
    await roundTrip()
    await cut()
    await roundTrip()
    await start()
    expect((await sfn.send(new GetActivityTaskCommand({ activityArn }))).taskToken).toBeTypeOf('string')
  })

  it('that leaves as the task is on its way leaves the task to the next one', async () => {
    const { sfn, activityArn, start } = await setUp()
    const { cut } = await openPoll(activityArn)
    await roundTrip()
    await cut()
    await start()
    const { taskToken } = await sfn.send(new GetActivityTaskCommand({ activityArn }))
    expect(taskToken).toBeTypeOf('string')
  })

  it('is let go when the server closes', async () => {
    const { activityArn } = await setUp()
    const polled = post(JSON.stringify({ activityArn }), { 'x-amz-target': 'AWSStepFunctions.GetActivityTask' })
    await roundTrip()
    const [reply] = await Promise.all([polled, server.close()])
    expect(await reply.json()).toEqual({ taskToken: null })
    await expect(post('{}')).rejects.toThrow()
  })
})
