import { describe, expect, it } from 'vitest'
import { until } from '../../src/stop.ts'
import { taskResult } from '../../src/workers/send-result.ts'
import { fakeActivities, serviceError } from '../support/fake-activities.ts'

describe('an output that Step Functions cannot accept', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  it.each([
    ['a BigInt', { n: 1n }, 'Worker.InvalidOutput', 'the output is not JSON: Do not know how to serialize a BigInt'],
    ['a cycle', circle, 'Worker.InvalidOutput', 'the output is not JSON: Converting circular structure to JSON'],
    ['a function', () => 1, 'Worker.InvalidOutput', 'the output is not JSON: JSON cannot represent a function'],
    ['a symbol', Symbol('s'), 'Worker.InvalidOutput', 'the output is not JSON: JSON cannot represent a symbol'],
    ['too many bytes', 'x'.repeat(262_143), 'States.DataLimitExceeded', 'the output has 262,145 bytes'],
    [
      'too many bytes, though not characters',
      'ß'.repeat(131_072),
      'States.DataLimitExceeded',
      'the output has 262,146 bytes',
    ],
  ])('fails the task with a name of its own: %s', (_, output, error, cause) => {
    const result = taskResult(output)
    expect(result).toMatchObject({ error })
    expect('cause' in result && result.cause).toContain(cause)
  })

  it('may have 262,144 bytes', () => {
    expect(taskResult('x'.repeat(262_142))).toHaveProperty('output')
  })

  it('may be refused by the service itself', async () => {
    const { schedule, start, broken } = fakeActivities({ abortablePolls: true })
    broken.succeed = () => {
      throw serviceError('InvalidOutput')
    }
    await using _ = start({ add: () => 'refused' })
    expect(await schedule('add', {})).toEqual({
      error: 'Worker.InvalidOutput',
      cause: 'Step Functions refused the output: InvalidOutput: made by the test',
    })
  })
})

describe('a result', () => {
  it.each([
    ['throttling', serviceError('ThrottlingException', 400)],
    ['429', serviceError('TooManyRequests', 429)],
    ['a service that is down', serviceError('ServiceUnavailable', 503)],
    ['a reset connection', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    ['credentials that expired', serviceError('ExpiredTokenException', 403)],
    ['a clock that is wrong', serviceError('InvalidSignatureException', 403)],
  ])('is sent again after %s, until it is accepted', async (_, error) => {
    const { schedule, start, broken } = fakeActivities({ abortablePolls: true })
    let attempts = 0
    broken.succeed = () => {
      if (++attempts <= 30) throw error
    }
    const workers = start({ add: () => 'at last' })
    let retries = 0
    workers.on('resultRetried', () => retries++)
    expect(await schedule('add', {})).toEqual({ output: 'at last' })
    await workers.shutdown()
    expect(retries).toBe(30)
  })

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('is not sent again after %s', async (name) => {
    const { schedule, start, broken } = fakeActivities({ abortablePolls: true })
    broken.succeed = () => {
      throw serviceError(name)
    }
    const workers = start({ add: () => 'too late' })
    const lost = new Promise((resolve) => workers.on('taskLost', resolve))
    void schedule('add', {})
    expect(await lost).toMatchObject({ reason: { name }, attempts: 1 })
    expect(workers.stats().add).toMatchObject({ running: 0, lost: 1 })
    await workers.shutdown()
  })

  it('is sent again after 5 s without an answer', async () => {
    const { schedule, start, client, system } = fakeActivities({ abortablePolls: true })
    const { succeed } = client
    let attempts = 0
    const silentOnce = {
      ...client,
      succeed: (taskToken: string, output: string, signal: AbortSignal) =>
        ++attempts === 1 ? until(signal, new Promise<void>(() => {})) : succeed(taskToken, output, signal),
    }
    const from = system.now()
    await using _ = start({ add: () => 'received' }, {}, { client: silentOnce })
    expect(await schedule('add', {})).toEqual({ output: 'received' })
    expect(system.now() - from).toBeGreaterThanOrEqual(5000)
  })
})

describe('an input that is not JSON', () => {
  it('fails its task', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    await using _ = start({ add: () => 'never' })
    expect(await schedule('add', undefined, { text: '{"x":' })).toMatchObject({ error: 'Worker.InvalidInput' })
  })
})
