import { SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { activityClient, type ConnectionLimits } from '../../src/workers/activity-client.ts'
import { fakeActivities } from '../support/fake-activities.ts'

const problems = async (limits: ConnectionLimits, concurrency: number) => {
  const { client, schedule, start } = fakeActivities({ abortablePolls: true })
  const workers = start(
    { add: () => 1, sub: () => 1 },
    { concurrency },
    { client: { ...client, limits: () => limits } },
  )
  const found: string[] = []
  workers.on('connectionsTooTight', ({ problem }) => found.push(problem))
  await schedule('add', {})
  await schedule('add', {})
  await workers.shutdown()
  return found
}

describe('a client that is passed in', () => {
  it('is complained about once when it opens fewer connections than there may be polls and tasks', async () => {
    expect(await problems({ sockets: 50 }, 26)).toEqual([
      'the client opens 50 connections, the workers need 52: build it with requestHandler: { httpsAgent: { maxSockets: 52 } }, ' +
        'or lower the concurrency',
    ])
  })

  it('is complained about when it gives up before a poll is answered', async () => {
    expect(await problems({ sockets: 50, socketTimeoutMs: 30_000 }, 1)).toEqual([
      expect.stringMatching(/^the client gives up on a poll after 30000 ms/),
    ])
  })

  it('is fine otherwise', async () => {
    expect(await problems({ sockets: 50, socketTimeoutMs: 70_000 }, 25)).toEqual([])
    expect(await problems({}, 1000)).toEqual([])
  })

  it('tells its limits after the first request', async () => {
    const sfn = new SFNClient({
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      requestHandler: { httpsAgent: { maxSockets: 7 }, httpAgent: { maxSockets: 8 }, socketTimeout: 9000 },
      maxAttempts: 1,
    })
    const client = activityClient(sfn)
    await expect(client.heartbeat('token', new AbortController().signal)).rejects.toThrow('ECONNREFUSED')
    expect(client.limits?.()).toEqual({ sockets: 8, socketTimeoutMs: 9000 })
  })
})
