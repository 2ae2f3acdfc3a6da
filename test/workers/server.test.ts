import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { SFNClient } from '@aws-sdk/client-sfn'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { createLocal } from '../../src/local.ts'
import type { TaskContext } from '../../src/workers/worker-task.ts'
import { sourceTimeout } from '../support/command-line.ts'
import { silent } from '../support/fake-activities.ts'

/** Another server of the API than that of this package, if one is set: `STEPWISE_TEST_ENDPOINT=http://127.0.0.1:8083 npm test`. */
const other = process.env.STEPWISE_TEST_ENDPOINT

/** Real time here: the workers talk to a server over HTTP. */
const overHttp = async () => {
  const local = createLocal()
  const endpoint = other ?? (await local.listen({ port: 0 })).url
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const sfn = new SFNClient({ endpoint, region: 'us-east-1', credentials })
  onTestFinished(async () => {
    sfn.destroy()
    await local.close()
  })
  const roleArn = 'arn:aws:iam::123456789012:role/test'
  return { local, endpoint, ...createStepwise({ sfn, roleArn, logger: silent }) }
}

const unique = (name: string) => `${name}-${Date.now()}`

describe(`workers on a server over HTTP${other ? `, ${other}` : ''}`, () => {
  it('run the tasks of a machine, with retries, catches and heartbeats', { timeout: 30_000 }, async () => {
    const { ensureStateMachine, startWorkers, runExecution, deleteStateMachine } = await overHttp()
    const name = unique('flow')
    const [flaky, broken] = [`${name}/flaky`, `${name}/broken`]
    await ensureStateMachine({
      name,
      startAt: 'flaky',
      states: {
        flaky: {
          type: 'task',
          resource: flaky,
          heartbeatSeconds: 3,
          resultPath: '$.flaky',
          retry: { errorEquals: 'TooEarly', intervalSeconds: 1 },
          next: 'broken',
        },
        broken: {
          type: 'task',
          resource: broken,
          catch: { errorEquals: 'RangeError', resultPath: '$.broken', next: 'done' },
          end: true,
        },
        done: { type: 'succeed' },
      },
    })
    let attempts = 0
    class TooEarly extends Error {}
    const workers = startWorkers(
      {
        [flaky]: async (_: unknown, { heartbeat }: TaskContext) => {
          await heartbeat()
          if (++attempts === 1) throw new TooEarly('wait')
          return attempts
        },
        [broken]: () => {
          throw new RangeError('too far')
        },
      },
      { concurrency: 2, heartbeat: 1 },
    )
    const { output } = await runExecution(name, { input: { n: 1 } })
    expect(output).toEqual({
      n: 1,
      flaky: 2,
      broken: { Error: 'RangeError', Cause: expect.stringContaining('too far') },
    })
    await workers.kill()
    await deleteStateMachine(name)
  })

  it.skipIf(other)('survive a restart of the server during a poll', async () => {
    const local = createLocal()
    onTestFinished(local.close)
    const listening = await local.listen({ port: 0 })
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
    const sfn = new SFNClient({ endpoint: listening.url, region: 'us-east-1', credentials, maxAttempts: 1 })
    const { startWorkers } = createStepwise({ sfn, logger: silent })
    await local.ensureStateMachine({
      name: 'work',
      startAt: 'work',
      states: { work: { type: 'task', resource: 'work', end: true } },
    })
    const workers = startWorkers({ work: () => 'after the restart' })
    const failed = new Promise((resolve) => workers.on('pollFailed', resolve))
    await listening.close()
    await failed
    const again = await local.listen({ port: listening.port })
    expect((await local.runExecution('work')).output).toBe('after the restart')
    await workers.kill()
    await again.close()
  })

  it.skipIf(other)(
    'that are killed with SIGKILL lose their task to others when it misses its heartbeat',
    { timeout: sourceTimeout },
    async () => {
      const { local, endpoint } = await overHttp()
      const retry = { errorEquals: 'States.HeartbeatTimeout', intervalSeconds: 1, backoffRate: 1 }
      await local.ensureStateMachine({
        name: 'work',
        startAt: 'work',
        states: { work: { type: 'task', resource: 'work', heartbeatSeconds: 1, retry, end: true } },
      })
      const run = local.runExecution('work', { input: { n: 1 } })
      const [jiti, file] = ['../../node_modules/jiti/lib/jiti-cli.mjs', '../support/worker-process.ts'].map((path) =>
        fileURLToPath(new URL(path, import.meta.url)),
      )
      const child = spawn(process.execPath, [jiti ?? '', file ?? '', endpoint, 'work'])
      const taken = await new Promise((resolve) =>
        child.stdout.once('data', (chunk) => resolve(JSON.parse(String(chunk)))),
      )
      expect(taken).toEqual({ n: 1 })
      child.kill('SIGKILL')
      const workers = local.startWorkers({ work: ({ n }) => n + 1 })
      expect((await run).output).toBe(2)
      await workers.shutdown()
    },
  )
})
