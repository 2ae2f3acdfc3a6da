import { describe, expect, test } from 'vitest'
import { stepwise } from '../support/command-line.ts'
import { clientOf, serveFiles } from '../support/serve-files.ts'

const orders = `
  export const definition = { name: 'orders', startAt: 'price', states: {
    price: { type: 'task', resource: 'lambda/price', resultPath: '$.price', next: 'tell' },
    tell: { type: 'task', resource: 'sqs:sendMessage', parameters: { QueueUrl: 'q', 'MessageBody.$': '$' }, next: 'pack' },
    pack: { type: 'task', resource: 'activity/pack', end: true } } }
  export const lambdas = { price: ({ item }) => item.length }
  export const taskHandlers = { 'sqs:sendMessage': ({ MessageBody }) => ({ told: MessageBody.price }) }
  export const handlers = { 'activity/pack': ({ told }) => ({ packed: told }) }`

test('run uses the handlers, Lambda functions and task handlers that a file exports', async () => {
  const argv = ['run', 'orders.ts', '--input', '{"item":"book"}', '--json']
  const { code, out } = await stepwise(argv, { files: { 'orders.ts': orders } })
  expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', output: { packed: 4 } })
  expect(code).toBe(0)
})

test('local leaves the tasks of activities without a handler to other workers', async () => {
  const file = `
    export const definition = { name: 'orders', startAt: 'pack', states: {
      pack: { type: 'task', resource: 'activity/pack', next: 'approve' },
      approve: { type: 'task', resource: 'activity/approve', end: true } } }
    export const handlers = { 'activity/pack': () => 'box' }`
  const { used, out } = await serveFiles({ 'orders.ts': file }, async (url) => {
    const { startWorkers, runExecution } = clientOf(url)
    await using _ = startWorkers({ 'activity/approve': (given) => `${given}, approved` })
    return (await runExecution('orders')).output
  })
  expect(used).toBe('box, approved')
  expect(out).toContain('orders.ts has no handler for activity/approve: its tasks wait for other workers')
})

test('local rejects a handler that no state uses', async () => {
  const file = `export const definition = { startAt: 'a', states: { a: { type: 'succeed' } } }; export const handlers = { b: () => 1 }`
  const { code, err } = await stepwise(['local', 'a.ts', '--port', '0'], { files: { 'a.ts': file } })
  expect(err).toBe(
    'error: a.ts: "handlers" must have functions for activities only:\n  no state uses the handler "b"; the definition has no activities\n',
  )
  expect(code).toBe(1)
})

test('run uses the handlers of a definition in ASL', async () => {
  const file = `
    const Resource = 'arn:aws:states:us-east-1:123456789012:activity:activity__add'
    export const definition = { StartAt: 'add', States: { add: { Type: 'Task', Resource, End: true } } }
    export const handlers = { 'activity/add': ({ x, y }) => x + y }`
  const argv = ['run', 'adder.ts', '--input', '{"x":1,"y":2}', '--json']
  const { out, err } = await stepwise(argv, { files: { 'adder.ts': file } })
  expect(err).toBe('')
  expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', output: 3 })
})

test('the handlers of a file keep their tasks alive with heartbeats', async () => {
  const file = `
    export const definition = { startAt: 'a', states: { a: { type: 'task', resource: 'slow', heartbeatSeconds: 1, end: true } } }
    export const handlers = { slow: () => new Promise((resolve) => setTimeout(resolve, 1500, 'done')) }`
  const { out } = await stepwise(['run', 'slow.ts', '--json'], { files: { 'slow.ts': file } })
  expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', output: 'done' })
})

test.for([
  ['handlers', '[]', '"handlers" must be an object of functions, got an array'],
  ['lambdas', '5', '"lambdas" must be an object of functions, got 5'],
  ['objects', '[]', '"objects" must be an object of contents by bucket and key, got an array'],
  ['objects', '{ shop: 5 }', 'objects["shop"] must name a bucket and a key, such as "files/items.csv"'],
  ['mocks', '[]', '"mocks" must be an object of mocks, got an array'],
  ['mocks', '{ a: 5 }', 'mocks.a must be a result such as { output: 25 }'],
  ['lambdas', '{ f: 5 }', 'lambdas.f must be a function or its file and name, such as "charge.ts#handler", got 5'],
])('the export %s = %s is rejected', async ([name, value, message]) => {
  const file = `export const definition = { startAt: 'a', states: { a: { type: 'succeed' } } }; export const ${name} = ${value}`
  const { code, err } = await stepwise(['run', 'a.ts'], { files: { 'a.ts': file } })
  expect(err).toContain(`error: a.ts: ${message}`)
  expect(code).toBe(1)
})

describe('run --skip-waits', () => {
  const patient = `
    let attempts = 0
    export const definition = { startAt: 'wait', states: {
      wait: { type: 'wait', seconds: 2592000, next: 'call' },
      call: { type: 'task', resource: 'lambda/call', retry: { intervalSeconds: 3600, maxAttempts: 3 }, next: 'pack' },
      pack: { type: 'task', resource: 'activity/pack', timeoutSeconds: 1, end: true } } }
    export const lambdas = { call: () => { if (attempts++ < 2) throw new Error('busy'); return attempts } }
    export const handlers = { 'activity/pack': (n) => new Promise((resolve) => setTimeout(resolve, 50, n)) }`

  test('ends at once, and performs tasks that take real time', async () => {
    const { code, out } = await stepwise(['run', 'patient.ts', '--skip-waits'], { files: { 'patient.ts': patient } })
    expect(out).toMatch(/SUCCEEDED in 723 h 0 min, waits skipped\n3\n$/)
    expect(out).toMatch(/→ wait.*\n.*← wait/)
    expect(code).toBe(0)
  })

  test('can be asked to stop', async () => {
    const stop = new AbortController()
    const forever = patient.replace(/new Promise.*/, 'new Promise(() => {}) }')
    const files = { 'patient.ts': `setTimeout(() => stop.abort(), 100)\n${forever}` }
    Object.assign(globalThis, { stop })
    const { code, out } = await stepwise(['run', 'patient.ts', '--skip-waits'], { files, signal: stop.signal })
    expect(out).toMatch(/ABORTED in .* Stepwise\.Stopped/)
    expect(code).toBe(130)
  })

  test('is for the embedded engine', async () => {
    const { code, err } = await stepwise(['run', 'a.json', '--skip-waits', '--aws'])
    expect(err).toContain("option '--skip-waits' cannot be used with option '--aws'")
    expect(code).toBe(2)
  })
})

describe('local with files', () => {
  const pass = JSON.stringify({ name: 'pass', startAt: 'a', states: { a: { type: 'pass', end: true } } })

  test('serves their state machines, workers and functions', async () => {
    const files = { 'orders.ts': orders, 'pass.json': pass }
    const order = async (url: string) =>
      (await clientOf(url).runExecution('orders', { input: { item: 'book' } })).output
    const { used, out, code } = await serveFiles(files, order, { served: Object.keys(files), last: 'pass' })
    expect(used).toEqual({ packed: 4 })
    expect(out).toContain('state machine orders created on this engine, activities activity/pack\n')
    expect(code).toBe(0)
  })

  test.for([
    ['state machine "pass"', { 'a.json': pass, 'b.json': pass }],
    ['Lambda function "price"', { 'a.ts': orders, 'b.ts': orders.replace("name: 'orders'", "name: 'others'") }],
  ] as const)('rejects two files with the same %s', async ([what, files]) => {
    const { code, err } = await stepwise(['local', ...Object.keys(files), '--port', '0'], { files })
    expect(err).toMatch(/^error: b\.\w+: the .* is also in a\.\w+\n$/)
    expect(err).toContain(`the ${what} is also in`)
    expect(code).toBe(1)
  })

  test('rejects a file with a mistake, and does not listen', async () => {
    const files = { 'a.json': pass.replace('"startAt":"a"', '"startAt":"b"') }
    const { code, out, err } = await stepwise(['local', 'a.json', '--port', '0'], { files })
    expect(err).toContain('a.json: the definition has 2 problems:\n  startAt: no state named "b"')
    expect({ code, out }).toEqual({ code: 1, out: '' })
  })
})
