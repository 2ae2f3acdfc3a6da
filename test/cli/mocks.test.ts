import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { stepwise } from '../support/command-line.ts'
import { clientOf, serveFiles } from '../support/serve-files.ts'

const orders = `
  export const definition = { name: 'orders', startAt: 'price', states: {
    price: { type: 'task', resource: 'lambda/price', resultPath: '$.price', next: 'pack' },
    pack: { type: 'task', resource: 'activity/pack', resultPath: '$.packed', next: 'tell' },
    tell: { type: 'task', resource: 'sqs:sendMessage.waitForTaskToken', resultPath: '$.told',
      parameters: { QueueUrl: 'http://127.0.0.1:1/q', 'MessageBody.$': '$$.Task.Token' }, next: 'done' },
    done: { type: 'pass', end: true } } }`
const mocks = { price: { output: 25 }, 'activity/pack': { output: 'box' }, 'sqs:sendMessage': { output: 'yes' } }
const exported = `${orders}\nexport const mocks = ${JSON.stringify(mocks)}`

/** Runs the orders of a file. */
const run = async (files: Record<string, string>, ...argv: string[]) => {
  const { code, out, err } = await stepwise(['run', 'orders.ts', '--json', ...argv], { files })
  return code === 0 ? { code, output: JSON.parse(out).output } : { code, err, out }
}

const all = { code: 0, output: { price: 25, packed: 'box', told: 'yes' } }

describe('run', () => {
  test('uses the mock of a state __proto__', async () => {
    const task = {
      type: 'task',
      resource: 'sqs:sendMessage',
      parameters: { QueueUrl: 'q', MessageBody: 'm' },
      end: true,
    }
    const definition = { startAt: '__proto__', states: { ['__proto__']: task } }
    const files = {
      'orders.json': JSON.stringify(definition),
      'mocks.json': JSON.stringify({ ['__proto__']: { output: 7 } }),
    }
    const { out } = await stepwise(['run', 'orders.json', '--json', '--mocks', 'mocks.json'], { files })
    expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', output: 7 })
  })

  test('uses the mocks that the file exports, and needs no handler for a mocked activity', async () => {
    expect(await run({ 'orders.ts': exported })).toEqual(all)
  })

  test.for([
    ['mocks.json', JSON.stringify(mocks)],
    ['mocks.yaml', 'price: { output: 25 }\nactivity/pack: { output: box }\nsqs:sendMessage: { output: "yes" }'],
    ['mocks.ts', `export const mocks = { ...${JSON.stringify(mocks)}, price: () => 25 }`],
    ['mocks.mjs', `export default ${JSON.stringify(mocks)}`],
  ] as const)('uses the mocks of %s', async ([name, text]) => {
    expect(await run({ 'orders.ts': orders, [name]: text }, '--mocks', name)).toEqual(all)
  })

  test('prefers the mocks of --mocks to those of the file', async () => {
    const files = { 'orders.ts': exported, 'mocks.json': '{"price": {"output": 30}}' }
    expect(await run(files, '--mocks', 'mocks.json')).toMatchObject({ output: { price: 30, packed: 'box' } })
  })

  test('calls a service that has an endpoint, even if the file mocks it', async () => {
    const files = { 'orders.ts': exported }
    expect(await run(files, '--service-endpoint', 'dynamodb=http://127.0.0.1:1')).toEqual(all)
    for (const endpoint of ['sqs=http://127.0.0.1:1', 'http://127.0.0.1:1']) {
      const { out = '' } = await run(files, '--service-endpoint', endpoint)
      expect(JSON.parse(out)).toMatchObject({
        status: 'FAILED',
        cause: expect.stringContaining('Unable to execute HTTP request: '),
      })
    }
  })

  test('performs everything with --no-mocks', async () => {
    const { code, err } = await run({ 'orders.ts': exported }, '--no-mocks')
    expect(err).toBe(
      'error: orders.ts: "handlers" must have one function for each activity:\n  no handler for "activity/pack"\n',
    )
    expect(code).toBe(1)
  })

  test('performs what is not mocked', async () => {
    const file = `${orders}
      export const handlers = { 'activity/pack': () => 'really' }
      export const lambdas = { price: () => 99 }
      export const mocks = { tell: { output: 'mocked' } }`
    expect(await run({ 'orders.ts': file })).toMatchObject({ output: { price: 99, packed: 'really', told: 'mocked' } })
  })

  test('uses a test case of a mock configuration', async () => {
    const config = {
      StateMachines: { orders: { TestCases: { Happy: { price: 'Priced', pack: 'Packed', tell: 'Told' } } } },
      MockedResponses: {
        Priced: { 0: { Return: { Payload: 25 } } },
        Packed: { 0: { Return: 'box' } },
        Told: { 0: { Return: 'yes' } },
      },
    }
    const handlers = "export const handlers = { 'activity/pack': () => 'really' }"
    const files = { 'orders.ts': `${orders}\n${handlers}`, 'mocks.json': JSON.stringify(config) }
    expect(await run(files, '--mock-config', 'mocks.json', '--test-case', 'Happy')).toEqual(all)
  })

  test('runs Lambda functions of other files', async () => {
    const files = {
      'orders.ts': `${exported.replace('"price":{"output":25},', '')}\nexport const lambdas = { price: './price.ts' }`,
      'price.ts':
        'export const handler = async (_: object, { functionName }: { functionName: string }) => functionName',
      'other.mjs': 'export const cheap = (_event, _context, callback) => callback(null, 1)',
    }
    expect(await run(files)).toMatchObject({ output: { price: 'price' } })
    expect(await run(files, '--lambda', 'price=other.mjs#cheap')).toMatchObject({ output: { price: 1 } })
  })

  test.for<[string[], Record<string, string>, string]>([
    [['--mocks', 'no.json'], {}, 'error: no such file: no.json'],
    [
      ['--mocks', 'm.json'],
      { 'm.json': '{"price": {"outptu": 1}}' },
      'error: m.json: unknown option "outptu" in mocks.price; expected one of',
    ],
    [['--mocks', 'm.ts'], { 'm.ts': 'export const mcoks = {}' }, 'error: m.ts does not export "mocks"'],
    [
      ['--mocks', 'm.json'],
      { 'm.json': '{"prize": {"output": 1}}' },
      'error: orders.ts: mocks.prize: no task of the definition has this name or resource; did you mean "price"?',
    ],
    [
      ['--mocks', 'm.json'],
      { 'm.json': '{"done": {"output": 1}}' },
      'error: orders.ts: mocks.done: the state is a pass state; a mock replaces the work of a task',
    ],
    [['--mock-config', 'no.json'], {}, 'error: no such file: no.json'],
    [['--mock-config', 'm.json'], { 'm.json': '{' }, 'error: m.json is not JSON at line 1'],
    [
      ['--mock-config', 'm.json'],
      { 'm.json': '{}' },
      'error: m.json: the mock configuration.StateMachines must be an object, got undefined',
    ],
    [['--lambda', 'price=no.ts'], {}, 'error: --lambda price: no such file: no.ts'],
    [['--lambda', 'price=p.py#handler'], {}, 'error: --lambda price: p.py is not a TypeScript or JavaScript file'],
    [
      ['--lambda', 'price=p.ts'],
      { 'p.ts': 'export const a = 1' },
      'error: --lambda price: p.handler is undefined or not exported: p.ts exports "a"',
    ],
    [
      ['--lambda', 'price=p.ts'],
      { 'p.ts': 'export const handler = (' },
      'error: --lambda price: p.ts does not compile',
    ],
  ])('with %j is refused', async ([argv, files, message]) => {
    const { code, err } = await run({ 'orders.ts': exported, ...files }, ...argv)
    expect(err).toContain(message)
    expect(code).toBe(1)
  })

  test.for([
    [['--lambda', 'price'], 'expected name=file#function, such as charge=charge.ts#handler'],
    [['--mocks', 'm.json', '--aws'], "option '--mocks <file>' cannot be used with option '--aws'"],
    [
      ['--mock-config', 'm.json', '--endpoint-url', 'http://localhost:1'],
      "cannot be used with option '--endpoint-url <url>'",
    ],
  ] as const)('with %j is wrong usage', async ([argv, message]) => {
    const { code, err } = await run({ 'orders.ts': exported }, ...argv)
    expect(err).toContain(message)
    expect(code).toBe(2)
  })
})

describe('local', () => {
  test('serves the mocks that a file exports', async () => {
    const { used, err } = await serveFiles({ 'orders.ts': exported }, async (url) => {
      return (await clientOf(url).runExecution('orders')).output
    })
    expect({ used, err }).toEqual({ used: all.output, err: '' })
  })

  test('reads the mock configuration again after it has changed', async () => {
    const config = (told: string) =>
      JSON.stringify({
        StateMachines: { orders: { TestCases: { Told: { tell: 'Told' } } } },
        MockedResponses: { Told: { 0: { Return: told } } },
      })
    const file = `import { dirname } from 'node:path'\nglobalThis.mockFolder = import.meta.dirname ?? dirname(__filename)\n${exported}`
    const files = { 'orders.ts': file, 'mocks.json': config('first') }
    const read = async (url: string) => {
      const { runExecution } = clientOf(url)
      const path = join(String(Reflect.get(globalThis, 'mockFolder')), 'mocks.json')
      const first = (await runExecution('orders#Told')).output
      await writeFile(path, config('second time'))
      const second = (await runExecution('orders#Told')).output
      await writeFile(path, '{')
      const third = await runExecution('orders#Told').catch((error: Error) => error.message)
      return [first, second, third]
    }
    const { used } = await serveFiles(files, read, { argv: ['--mock-config', 'mocks.json'] })
    expect(used).toEqual([
      { ...all.output, told: 'first' },
      { ...all.output, told: 'second time' },
      expect.stringMatching(/^mocks\.json is not JSON at line 1, column 1/),
    ])
  })

  test('rejects two files with mocks of the same name', async () => {
    const files = { 'a.ts': exported, 'b.ts': exported.replace("name: 'orders'", "name: 'others'") }
    const { code, err } = await stepwise(['local', 'a.ts', 'b.ts', '--port', '0'], { files })
    expect(err).toBe('error: b.ts: the mock "price" is also in a.ts\n')
    expect(code).toBe(1)
  })
})
