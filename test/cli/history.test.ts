import { expect, test } from 'vitest'
import { createLocal, type Local } from '../../src/local.ts'
import { stepwise } from '../support/command-line.ts'

/** Serves an engine with an execution that waits for an activity. */
const serve = async (): Promise<Local & { url: string; executionArn: string; end: () => Promise<void> }> => {
  const local = createLocal()
  const { url } = await local.listen({ port: 0 })
  const ask = { type: 'task', resource: 'activity/ask', end: true } as const
  await local.ensureStateMachine({ name: 'asks', startAt: 'ask', states: { ask } })
  const { executionArn } = await local.startExecution('asks', { input: { x: 1 } })
  const end = async () => {
    const workers = local.startWorkers({ 'activity/ask': ({ x }) => x + 1 })
    await local.waitForExecution(executionArn)
    await workers.shutdown()
  }
  return { ...local, url, executionArn, end }
}

test('history --json prints the tree of the states as one document', async () => {
  await using served = await serve()
  await served.end()
  const { out } = await stepwise(['history', served.executionArn, '--endpoint-url', served.url, '--json'])
  const time = expect.stringMatching(/^\d{4}-.*Z$/)
  const span = { status: 'succeeded', start: time, end: time, durationMs: expect.any(Number) }
  expect(JSON.parse(out)).toEqual({
    executionArn: served.executionArn,
    ...span,
    status: 'SUCCEEDED',
    redriveCount: 0,
    events: 7,
    input: { x: 1 },
    output: 2,
    states: [
      {
        name: 'ask',
        type: 'Task',
        path: ['ask'],
        ...span,
        input: { x: 1 },
        output: 2,
        attempts: [
          {
            ...span,
            resource: expect.stringMatching(/:activity:activity__ask$/),
            workerName: expect.any(String),
            arguments: { x: 1 },
            result: 2,
          },
        ],
      },
    ],
  })
})

test('history --follow appends lines until the execution has ended', async () => {
  await using served = await serve()
  let ended: Promise<void> | undefined
  const onOut = () => {
    ended ??= served.end()
  }
  const argv = ['history', served.executionArn, '--endpoint-url', served.url, '--follow']
  const { code, out } = await stepwise(argv, { onOut })
  await ended
  expect(code).toBe(0)
  expect(out).toMatch(/^ +\d+ ms {2}→ ask {2}\{"x":1\}\n +\d+ ms {2}← ask {2}2\nSUCCEEDED in \d+ ms\n$/)
})

test('in a terminal, history --follow draws the tree again until the execution has ended', async () => {
  await using served = await serve()
  let ended: Promise<void> | undefined
  const onOut = (text: string) => {
    if (text.includes('● ask')) ended ??= served.end()
  }
  const argv = ['history', served.executionArn, '--endpoint-url', served.url, '--follow']
  const { code, out } = await stepwise(argv, { onOut, terminal: { rows: 24, onKey: () => () => {} } })
  await ended
  expect(code).toBe(0)
  const [last] = out.split('\u001b[0J').slice(-1)
  expect(out).toContain('no worker has taken the task for')
  expect(last).toMatch(/^✓ ask .*\nSUCCEEDED in \d+ ms\n$/)
})

test('history of an EXPRESS execution names the logs', async () => {
  const arn = 'arn:aws:states:eu-west-1:123456789012:express:orders:a:b'
  expect(await stepwise(['history', arn, '--aws'])).toEqual({
    code: 1,
    out: '',
    err: 'error: AWS keeps no history of EXPRESS executions: read their log events (CloudWatch Logs, or `stepwise local --logs`)\n',
  })
})

test('history --follow writes no control characters of names and causes', async () => {
  const name = 'a\u001b[31m\u009b2J'
  await using local = createLocal({ mocks: { [name]: { error: 'Bad\u0007', cause: '\u001b]0;title\u0007' } } })
  const { url } = await local.listen({ port: 0 })
  await local.ensureStateMachine('m', {
    startAt: name,
    states: { [name]: { type: 'task', resource: 'lambda/f', end: true } },
  })
  const { executionArn } = await local.startExecution('m')
  const { out } = await stepwise(['history', executionArn, '--endpoint-url', url, '--follow'])
  expect(out).toContain(']0;title')
  expect(out.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
})
