import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createColors } from 'picocolors'
import { describe, expect, onTestFinished, test } from 'vitest'
import { devCommand } from '../../src/cli/commands/dev-command.ts'
import { createStepwise } from '../../src/create-stepwise.ts'
import { sourceTimeout } from '../support/command-line.ts'
import { input, orders, startDev } from './start-dev.ts'

describe('the dev loop', () => {
  test('runs the file, and prints the timeline and the URL of the console', async () => {
    const { until } = await startDev({ 'orders.ts': orders('({ n }) => n + 1') }, { input })
    const text = await until('SUCCEEDED')
    expect(text).toMatch(/^console at http:\/\/127\.0\.0\.1:\d+\/, .*\nr runs again/)
    expect(text).toContain('state machine orders created on the embedded engine, activities activity/price')
    expect(text).toContain('watching orders.ts')
    expect(text).toMatch(/✓ price +\d+ ms +━+\nSUCCEEDED$/)
    expect(await until('\n21\n')).toMatch(/ in \d+ ms\n21\n$/)
  })

  test('runs the last input again after a change, with the new handlers', async () => {
    const { until, change } = await startDev({ 'orders.ts': orders('({ n }) => n + 1') }, { input })
    await until('\n21\n')
    await change('orders.ts', orders('({ n }) => n + 2'))
    expect(await until('\n22\n')).toContain('orders.ts changed')
  })

  test('runs again after a file that it imports has changed', async () => {
    const more = "import { two } from './two.ts'"
    const files = { 'orders.ts': orders('({ n }) => n * two', more), 'two.ts': 'export const two = 2' }
    const { until, change, names } = await startDev(files, { input })
    await until('\n40\n')
    expect(names()).toEqual(['orders.ts', 'two.ts'])
    await change('two.ts', 'export const two = 3')
    expect(await until('\n60\n')).toContain('two.ts changed')
  })

  test('runs the input of the newest execution, which another client may have started', async () => {
    const { until, press } = await startDev({ 'orders.ts': orders('({ n }) => n + 1') }, { input })
    const { stepwise } = await clientOf(await until('\n21\n'))
    await stepwise.runExecution('orders', { input: { n: 7 } })
    press('r')
    await until('\n8\n')
  })

  test('runs the input file again after it has changed', async () => {
    const files = { 'orders.ts': orders('({ n }) => n + 1'), 'in.json': input }
    const { until, change } = await startDev(files, { input: '@in.json' })
    await until('\n21\n')
    await change('in.json', '{"n":30}')
    await until('\n31\n')
  })

  test('replaces Lambda functions, and mocks of other tasks', async () => {
    const text = (n: number) => `
      const send = { type: 'task', resource: 'sqs:sendMessage', parameters: { QueueUrl: 'q', MessageBody: 'm' }, end: true }
      export const definition = { startAt: 'work', states: { work: { type: 'task', resource: 'lambda/work', next: 'send' }, send } }
      export const lambdas = { work: () => ${n} }
      export const mocks = { send: { output: { MessageId: 'm${n}', MD5OfMessageBody: 'x' } } }`
    const { until, change } = await startDev({ 'orders.ts': text(1) })
    await until('"m1"')
    await change('orders.ts', text(2))
    await until('"m2"')
  })

  test('runs again after the file of a Lambda function has changed', async () => {
    const states = "{ work: { type: 'task', resource: 'lambda/work', end: true } }"
    const text = `export const definition = { startAt: 'work', states: ${states} }; export const lambdas = { work: 'work.ts#work' }`
    const { until, change, names } = await startDev({ 'orders.ts': text, 'work.ts': 'export const work = () => 7' })
    await until('\n7\n')
    expect(names()).toEqual(['orders.ts', 'work.ts'])
    await change('work.ts', 'export const work = () => 80')
    await until('\n80\n')
  })

  test('without handlers, waits for other workers', async () => {
    const { until, change } = await startDev({ 'orders.ts': orders('1').replace(/.*handlers.*/, '') }, { input })
    const written = await until('has no handler for activity/price: its tasks wait for other workers')
    await until('▶')
    const { stepwise } = await clientOf(written)
    const workers = stepwise.startWorkers({ 'activity/price': ({ n }: { n: number }) => n + 5 })
    await until('\n25\n')
    await workers.kill()
    await change('orders.ts', orders('({ n }) => n'))
    await until('\n20\n')
  })

  test('runs a definition without functions from JSON', async () => {
    const { until } = await startDev(
      { 'orders.json': '{"startAt":"a","states":{"a":{"type":"pass","end":true}}}' },
      { file: 'orders.json', input: '5' },
    )
    await until('\n5\n')
  })
})

/** A client of the engine that a dev loop serves, by what it has written. */
const clientOf = async (written: string) => {
  const { SFNClient } = await import('@aws-sdk/client-sfn')
  const [url = ''] = /http:\/\/[\d.:]+/.exec(written) ?? []
  const sfn = new SFNClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  })
  onTestFinished(() => sfn.destroy())
  return { url, stepwise: createStepwise({ sfn, logger: silent }) }
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

describe('a change', () => {
  test('stops the execution of the loop that still runs', async () => {
    const wait = orders('1')
      .replace(/price: \{.*\}/, "price: { type: 'wait', seconds: 3600, end: true }")
      .replace(/.*handlers.*/, '')
    const { until, change } = await startDev({ 'orders.ts': wait }, { input })
    await until('▶')
    await change('orders.ts', orders('({ n }) => n + 1'))
    expect(await until('\n21\n')).toContain('the execution was stopped')
  })

  test('lets running handlers finish, and leaves tasks open for the new ones', async () => {
    let started = () => {}
    let finish = (_value: number) => {}
    const running = new Promise<void>((resolve) => {
      started = resolve
    })
    const slow = new Promise((resolve) => {
      finish = resolve
    })
    Object.assign(globalThis, { devTest: { started, slow } })
    const first = orders('({ n }) => { if (n !== 1) return n; devTest.started(); return devTest.slow }')
    const { until, change } = await startDev({ 'orders.ts': first }, { input })
    const { stepwise } = await clientOf(await until('\n20\n'))
    const held = stepwise.runExecution('orders', { input: { n: 1 } })
    await running
    const waiting = stepwise.runExecution('orders', { input: { n: 2 } })
    await change('orders.ts', orders('({ n }) => `new ${n}`'))
    await until('"new 2"')
    expect((await waiting).output).toBe('new 2')
    finish(42)
    expect((await held).output).toBe(42)
  })

  test('fifty times in a row leaves nothing behind', { timeout: 20_000 }, async () => {
    const { until, change, names } = await startDev({ 'orders.ts': orders('({ n }) => n') }, { input })
    await until('\n20\n')
    const before = process.getActiveResourcesInfo().length
    for (let n = 1; n <= 50; n++) {
      await change('orders.ts', orders(`({ n }) => n + ${1000 * n}`))
      await until(`\n${20 + 1000 * n}\n`)
    }
    expect(process.getActiveResourcesInfo().length).toBeLessThan(before + 10)
    expect(names()).toEqual(['orders.ts'])
  })
})

describe('a key', () => {
  test('d redrives the newest execution that failed, with the handler that was corrected', async () => {
    const failing = `({ n }) => { throw new RangeError('too many') }`
    const { until, press, change } = await startDev({ 'orders.ts': orders(failing) }, { input })
    expect(await until('FAILED')).toContain('RangeError: too many')
    await change('orders.ts', orders('({ n }) => n + 1'))
    await until('\n21\n')
    press('d')
    expect(await until('\n21\n')).toMatch(
      /↻ http:.*execution\/arn:.*\n✓ price .*\n {4}attempt 1.*\n.*SUCCEEDED in .* redriven once\n/s,
    )
  })

  test('d without a failed execution does nothing', async () => {
    const { until, press } = await startDev({ 'orders.ts': orders('({ n }) => n') }, { input })
    await until('\n20\n')
    press('d')
    await until('error: no execution has failed')
  })

  test('q quits', async () => {
    const { until, press, done } = await startDev({ 'orders.ts': orders('({ n }) => n') }, { input })
    await until('\n20\n')
    press('q')
    expect(await done).toBe(0)
  })

  test('c clears the terminal', async () => {
    const { until, press } = await startDev({ 'orders.ts': orders('({ n }) => n') }, { input })
    await until('\n20\n')
    press('c')
    await until('\u001b[2J')
  })
})

test('a port that is in use is reported if it was chosen', async () => {
  const { until } = await startDev({ 'orders.ts': orders('({ n }) => n') }, { input })
  const port = Number(/:(\d+)\//.exec(await until('\n20\n'))?.[1])
  const io = { out: () => {}, err: () => {}, env: {}, cwd: '/', signal: new AbortController().signal }
  const rest = { colors: createColors(false), columns: 80, readStdin: async () => '' }
  await expect(devCommand({ file: 'orders.ts', port }, { ...io, ...rest })).rejects.toThrow(
    `Port ${port} on 127.0.0.1 is in use`,
  )
})

test('in a process, a file that is written runs again, and SIGINT ends it', { timeout: sourceTimeout }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwise-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'orders.ts')
  await writeFile(file, orders('({ n }) => n + 1'))
  const jiti = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url))
  const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))
  const child = spawn(process.execPath, [jiti, main, 'dev', file, '--port', '0', '--input', input], {
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exit = new Promise((resolve) => child.on('close', resolve))
  let written = ''
  for await (const chunk of child.stdout) {
    written += chunk
    if (written.endsWith('\n21\n')) await writeFile(file, orders('({ n }) => n + 2'))
    if (written.endsWith('\n22\n')) child.kill('SIGINT')
  }
  expect(await exit).toBe(0)
  expect(written).toContain('changed\n')
})
