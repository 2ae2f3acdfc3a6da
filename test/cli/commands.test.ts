import { SFNClient } from '@aws-sdk/client-sfn'
import { expect, onTestFinished, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { createLocal } from '../../src/local.ts'
import { stepwise } from '../support/command-line.ts'

const echo = { name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const

test('local serves the engine until it is asked to stop', async () => {
  const stop = new AbortController()
  let asked: Promise<string> | undefined
  const ask = async (endpoint: string) => {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const { ensureStateMachine } = createStepwise({
      sfn: new SFNClient({ endpoint, region: 'us-east-1', credentials }),
    })
    const { action } = await ensureStateMachine(echo)
    stop.abort()
    return action
  }
  const onOut = (text: string) => {
    asked = ask(/http:\/\/[\d.:]+/.exec(text)?.[0] ?? '')
  }
  const { code } = await stepwise(['local', '--port', '0'], { signal: stop.signal, onOut })
  expect(await asked).toBe('created')
  expect(code).toBe(0)
})

test('local prints the environment variables for its clients', async () => {
  const stop = new AbortController()
  const { out } = await stepwise(['local', '--port', '0'], { signal: stop.signal, onOut: () => stop.abort() })
  expect(out).toMatch(/export AWS_ENDPOINT_URL_SFN=http:\/\/127\.0\.0\.1:\d+ /)
  expect(out).toContain('export AWS_DISABLE_HOST_PREFIX_INJECTION=true')
})

test('local serves the region and the account that it is given', async () => {
  const stop = new AbortController()
  const line = ['local', '--port', '0', '--region', 'eu-west-1', '--account', '111111111111']
  let created: Promise<unknown> | undefined
  const create = async (endpoint: string) => {
    const headers = { 'x-amz-target': 'AWSStepFunctions.CreateActivity', 'content-type': 'application/x-amz-json-1.0' }
    const response = await fetch(endpoint, { method: 'POST', headers, body: '{"name":"add"}' })
    stop.abort()
    return response.json()
  }
  const onOut = (text: string) => {
    created = create(/http:\/\/[\d.:]+/.exec(text)?.[0] ?? '')
  }
  const { out } = await stepwise(line, { signal: stop.signal, onOut })
  expect(out).toContain('export AWS_REGION=eu-west-1 ')
  expect(await created).toMatchObject({ activityArn: 'arn:aws:states:eu-west-1:111111111111:activity:add' })
})

test.each([
  [['--service-endpoint', 'mail=http://localhost:1'], 'unknown service "mail"; expected'],
  [['--service-endpoint', 'logs=localhost'], 'expected a URL such as http://localhost:8083'],
  [['--account', '12'], 'options.accountId must be 12 digits'],
])('local rejects %j', async (options, message) => {
  const { code, err } = await stepwise(['local', '--port', '0', ...options])
  expect(err).toContain(message)
  expect(code).not.toBe(0)
})

test('local --logs has the log events of executions on standard output, one JSON document per line', async () => {
  const stop = new AbortController()
  let ran: Promise<void> | undefined
  const run = async (endpoint: string) => {
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const { ensureStateMachine, runExecution } = createStepwise({
      sfn: new SFNClient({ endpoint, region: 'us-east-1', credentials }),
    })
    const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:/echo:*'
    await ensureStateMachine(echo, { logging: { level: 'ALL', logGroupArn } })
    await runExecution('echo', { input: 1 })
    stop.abort()
  }
  const onErr = (text: string) => {
    ran = run(/http:\/\/[\d.:]+/.exec(text)?.[0] ?? '')
  }
  const { out } = await stepwise(['local', '--port', '0', '--logs'], { signal: stop.signal, onErr })
  await ran
  const types = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type)
  expect(types).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'])
})

test('validate prints every problem and fails, or prints that there are none', async () => {
  const files = { 'good.json': JSON.stringify(echo), 'bad.json': JSON.stringify({ ...echo, startAt: 'b' }) }
  expect(await stepwise(['validate', 'good.json'], { files })).toMatchObject({
    code: 0,
    out: 'good.json: no problems\n',
  })
  const bad = await stepwise(['validate', 'bad.json'], { files })
  expect(bad.out).toContain('\n  startAt: no state named "b"')
  expect(bad.code).toBe(1)
  const json = await stepwise(['validate', 'bad.json', '--json'], { files })
  expect(JSON.parse(json.out)).toContainEqual(expect.objectContaining({ path: ['startAt'], severity: 'error' }))
})

test('validate asks an engine too if one is given', async () => {
  const local = createLocal()
  onTestFinished(local.close)
  const { url } = await local.listen({ port: 0 })
  const files = { 'good.json': JSON.stringify(echo) }
  const argv = ['validate', 'good.json', '--remote', '--endpoint-url', url]
  expect(await stepwise(argv, { files })).toMatchObject({ code: 0, out: 'good.json: no problems\n' })
})

test('validate --remote needs an engine', async () => {
  const { code, err } = await stepwise(['validate', 'good.json', '--remote'], {
    files: { 'good.json': JSON.stringify(echo) },
  })
  expect({ code, err }).toMatchObject({ code: 2, err: expect.stringContaining('add --aws or --endpoint-url <url>') })
})

test('validate marks warnings, and does not fail', async () => {
  const definition = { startAt: 'a', states: { a: { type: 'pass', Future: 1, end: true } } }
  const { code, out } = await stepwise(['validate', 'new.json'], { files: { 'new.json': JSON.stringify(definition) } })
  expect(out).toBe(
    'new.json: the definition has a warning:\n  warning: states.a.Future: "Future" is not a known field of ASL\n',
  )
  expect(code).toBe(0)
})

const priced = {
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', catch: { errorEquals: 'Busy', next: 'late' }, next: 'late' },
    late: { type: 'fail', error: 'Late', cause: 'too late' },
  },
}

test('test-state prints what a state does with a mock', async () => {
  const files = { 'orders.json': JSON.stringify(priced), 'mock.json': '{"result":25}' }
  const tested = (...argv: string[]) => stepwise(['test-state', 'orders.json', ...argv], { files })
  expect(await tested('price', '--mock', '@mock.json')).toEqual({ code: 0, out: 'SUCCEEDED  → late\n25\n', err: '' })
  expect(await tested('price', '--mock', '{"errorOutput":{"error":"Busy"}}')).toMatchObject({
    code: 0,
    out: 'CAUGHT_ERROR  Busy  → late\n{\n  "Error": "Busy",\n  "Cause": null\n}\n',
  })
  expect(await tested('late', '--inspection-level', 'DEBUG', '--input', '[1]')).toMatchObject({
    code: 1,
    out: 'input  [1]\nafterInputPath  [1]\nFAILED  Late: too late\n',
  })
  const { out } = await tested('late', '--json')
  expect(JSON.parse(out)).toEqual({ status: 'FAILED', error: 'Late', cause: 'too late' })
})

test('test-state replaces control characters of an error', async () => {
  const fail = { type: 'fail', error: 'Late\u001b[2J', cause: 'too\u001blate' }
  const files = { 'late.json': JSON.stringify({ startAt: 'late', states: { late: fail } }) }
  expect((await stepwise(['test-state', 'late.json', 'late'], { files })).out).toBe('FAILED  Late [2J: too late\n')
})

test('test-state reports an option that is not JSON, and a state that does not exist', async () => {
  const files = { 'orders.json': JSON.stringify(priced) }
  expect((await stepwise(['test-state', 'orders.json', 'late', '--mock', '{'], { files })).err).toContain(
    '--mock is not JSON',
  )
  expect(await stepwise(['test-state', 'orders.json', 'lat'], { files })).toMatchObject({
    code: 1,
    err: expect.stringContaining('State not found in definition'),
  })
})

test('describe and history read from another engine', async () => {
  const local = createLocal()
  const { url } = await local.listen({ port: 0 })
  await local.ensureStateMachine(echo)
  const { executionArn } = await local.runExecution('echo', { input: 1 })
  const described = await stepwise(['describe', 'echo', '--endpoint-url', url])
  expect(JSON.parse(described.out).definition).toEqual(echo)
  const history = await stepwise(['history', executionArn, '--endpoint-url', url])
  expect(history.out).toMatch(/^✓ a +\d+ ms +━+\nSUCCEEDED in \d+ ms\n$/)
  const events = await stepwise(['history', executionArn, '--endpoint-url', url, '--events'])
  expect(
    events.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).type),
  ).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'])
  await local.close()
})

test('history --follow ends when it is asked to stop', async () => {
  const local = createLocal()
  const { url } = await local.listen({ port: 0 })
  await local.ensureStateMachine({ name: 'w', startAt: 'w', states: { w: { type: 'wait', seconds: 3600, end: true } } })
  const { executionArn } = await local.startExecution('w')
  const stop = new AbortController()
  const argv = ['history', executionArn, '--follow', '--endpoint-url', url]
  const { code, err } = await stepwise(argv, { signal: stop.signal, onOut: () => stop.abort() })
  expect({ code, err }).toEqual({ code: 130, err: '' })
  await local.close()
})

test('--version is the version of the package', async () => {
  expect((await stepwise(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/)
})
