import { SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { activityClient, type ConnectionLimits } from '../../src/workers/activity-client.ts'
import { fakeActivities } from '../support/fake-activities.ts'

const problemsWith = async (limits: ConnectionLimits, concurrency: number) => {
  const { client, schedule, start } = fakeActivities({ abortablePolls: true })
  const workers = start(
    { add: () => 1, sub: () => 1 },
    { concurrency },
    { client: { ...client, limits: () => limits } },
  )
  const problems: string[] = []
  workers.on('clientLimitsTooLow', ({ problem }) => problems.push(problem))
  await schedule('add', {})
  await schedule('add', {})
  await workers.shutdown()
  return problems
}

describe('a client that is passed in', () => {
  it('is reported once if it opens fewer connections than there may be polls and tasks', async () => {
    expect(await problemsWith({ sockets: 50 }, 26)).toEqual([
      'the client opens at most 50 connections, the workers need 52; create it with requestHandler: { httpsAgent: { maxSockets: 52 } }, ' +
        'or lower the concurrency',
    ])
  })

  it('is reported if it ends a poll before Step Functions answers', async () => {
    expect(await problemsWith({ sockets: 50, socketTimeoutMs: 30_000 }, 1)).toEqual([
      expect.stringMatching(/^the client ends a poll after 30000 ms/),
    ])
  })

  it('is not reported otherwise', async () => {
    expect(await problemsWith({ sockets: 50, socketTimeoutMs: 70_000 }, 25)).toEqual([])
    expect(await problemsWith({}, 1000)).toEqual([])
  })

  it('has known limits after the first request', async () => {
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
