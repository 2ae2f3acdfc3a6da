import { describe, expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { TaskError } from '../../src/errors.ts'
import { virtualLocal } from '../support/virtual-local.ts'

/** Starts an execution that waits for a task token, and returns the token. */
const waiting = async () => {
  const asked: string[] = []
  const local = virtualLocal({ lambdas: { ask: ({ token }: { token: string }) => asked.push(token) } })
  await local.ensureStateMachine('approval', {
    startAt: 'ask',
    states: {
      ask: {
        type: 'task',
        resource: 'lambda:invoke.waitForTaskToken',
        parameters: { FunctionName: 'ask', Payload: { 'token.$': '$$.Task.Token' } },
        heartbeatSeconds: 60,
        end: true,
      },
    },
  })
  const ended = local.runExecution('approval', { throwOnFailure: false })
  await local.system.sleep(1000)
  return { ...local, ended, taskToken: asked[0] ?? '' }
}

test('sendTaskSuccess gives a waiting task its output', async () => {
  const { sendTaskSuccess, taskToken, ended } = await waiting()
  await sendTaskSuccess(taskToken, { approved: true })
  expect(await ended).toMatchObject({ status: 'SUCCEEDED', output: { approved: true } })
})

test('without an output, the output is null', async () => {
  const { sendTaskSuccess, taskToken, ended } = await waiting()
  await sendTaskSuccess(taskToken)
  expect((await ended).output).toBeNull()
})

test.for([
  [
    { error: 'Refused', cause: 'out of range' },
    { error: 'Refused', cause: 'out of range' },
  ],
  [new TaskError('Refused', 'out of range'), { error: 'Refused', cause: 'out of range' }],
  [new RangeError('too large'), { error: 'RangeError', cause: expect.stringContaining('"message":"too large"') }],
  [undefined, {}],
] as const)('sendTaskFailure fails a waiting task with %s', async ([failure, expected]) => {
  const { sendTaskFailure, taskToken, ended } = await waiting()
  await sendTaskFailure(taskToken, failure)
  expect(await ended).toMatchObject({ status: 'FAILED', ...expected })
})

test('sendTaskHeartbeat keeps a waiting task alive', async () => {
  const { sendTaskHeartbeat, sendTaskSuccess, taskToken, ended, system } = await waiting()
  await system.sleep(50_000)
  await sendTaskHeartbeat(taskToken)
  await system.sleep(50_000)
  await sendTaskSuccess(taskToken, 1)
  expect((await ended).output).toBe(1)
})

test('a task that is over is reported with the exception of AWS', async () => {
  const { sendTaskSuccess, sendTaskHeartbeat, taskToken } = await waiting()
  await sendTaskSuccess(taskToken, 1)
  await expect(sendTaskSuccess(taskToken, 1)).rejects.toMatchObject({ name: 'TaskTimedOut' })
  await expect(sendTaskHeartbeat(taskToken)).rejects.toMatchObject({ name: 'TaskTimedOut' })
})

describe('is not sent:', () => {
  const { sendTaskSuccess, sendTaskFailure, sendTaskHeartbeat } = createStepwise()
  test.for<readonly [string, () => Promise<void>]>([
    ['the output is not JSON: Do not know how to serialize a BigInt', () => sendTaskSuccess('t', 1n)],
    ['the output has 262,145 bytes', () => sendTaskSuccess('t', 'x'.repeat(262_143))],
    ["taskToken must be a string, got { taskToken: 't' }", () => sendTaskHeartbeat({ taskToken: 't' } as never)],
    [
      'unknown option "message" in failure; expected one of error, cause',
      () => sendTaskFailure('t', { message: 'm' } as never),
    ],
    [
      'failure.error must be a string of at most 256 characters',
      () => sendTaskFailure('t', { error: 'x'.repeat(257) }),
    ],
  ])('%s', async ([message, send]) => {
    await expect(send()).rejects.toThrow(message)
  })
})
