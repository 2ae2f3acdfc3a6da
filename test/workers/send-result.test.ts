import { describe, expect, it } from 'vitest'
import { taskResult } from '../../src/workers/send-result.ts'
import { fakeActivities, serviceError } from '../support/fake-activities.ts'

describe('an output that Step Functions cannot take', () => {
  const circle: { self?: unknown } = {}
  circle.self = circle
  it.each([
    ['a BigInt', { n: 1n }, 'Worker.InvalidOutput', 'the output is not JSON: Do not know how to serialize a BigInt'],
    ['a cycle', circle, 'Worker.InvalidOutput', 'the output is not JSON: Converting circular structure to JSON'],
    ['a function', () => 1, 'Worker.InvalidOutput', 'the output is not JSON: nothing is left of this function'],
    ['a symbol', Symbol('s'), 'Worker.InvalidOutput', 'the output is not JSON: nothing is left of this symbol'],
    ['too many bytes', 'x'.repeat(262_143), 'States.DataLimitExceeded', 'the output has 262,145 bytes'],
    [
      'too many bytes, though not characters',
      'ß'.repeat(131_072),
      'States.DataLimitExceeded',
      'the output has 262,146 bytes',
    ],
  ])('fails the task with a name of its own: %s', (_, output, error, cause) => {
    const answer = taskResult(output)
    expect(answer).toMatchObject({ error })
    expect('cause' in answer && answer.cause).toContain(cause)
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
      cause: 'Step Functions refused the output: InvalidOutput: told by the test',
    })
  })
})

describe('an answer', () => {
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
    workers.on('answerRetried', () => retries++)
    expect(await schedule('add', {})).toEqual({ output: 'at last' })
    await workers.shutdown()
    expect(retries).toBe(30)
  })

  it.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])('is let go after %s', async (name) => {
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

  it('that the service never answers is given up and sent again', async () => {
    const { schedule, start, client, system } = fakeActivities({ abortablePolls: true })
    const { succeed } = client
    let attempts = 0
    const deaf = {
      ...client,
      succeed: (taskToken: string, output: string, signal: AbortSignal) =>
        ++attempts === 1
          ? new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
          : succeed(taskToken, output, signal),
    }
    const from = system.now()
    await using _ = start({ add: () => 'heard' }, {}, { client: deaf })
    expect(await schedule('add', {})).toEqual({ output: 'heard' })
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
