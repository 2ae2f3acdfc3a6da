import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { stepwise } from '../support/command-line.ts'

const adder = JSON.stringify({
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
})
const echo = JSON.stringify({ startAt: 'a', states: { a: { type: 'pass', end: true } } })

const sixMistakes = JSON.stringify({
  startAt: 'pric',
  states: {
    price: { type: 'task', resurce: 'activity/price', resource: 'activity/price', next: 'shpi' },
    ship: { type: 'tsk', end: true },
    stop: { type: 'wait', seconds: 'ten', end: true },
    check: { type: 'choice', choices: [{ condition: ['>>', '$.a', 1], next: 'ship' }] },
  },
})

test('all six mistakes of a definition are shown, each with its path', async () => {
  const { code, err } = await stepwise(['run', 'orders.json'], { files: { 'orders.json': sixMistakes } })
  expect(err).toContain('error: orders.json: the definition has')
  const problems = [
    'startAt: no state named "pric"; did you mean "price"?',
    'states.price.resurce: unknown field "resurce"; did you mean "resource"?',
    'states.price.next: no state named "shpi"; did you mean "ship"?',
    'states.ship.type: unknown state type "tsk"; did you mean "task"?',
    'states.stop.seconds: expected a number',
    'states.check.choices[0].condition[0]: unknown operator ">>"',
  ]
  for (const problem of problems) expect(err).toContain(`\n  ${problem}`)
  expect(code).toBe(1)
})

test.for<[what: string, files: Record<string, string>, argv: string[], message: string | RegExp]>([
  [
    'a file that is not JSON',
    { 'a.json': '{ "startAt": x' },
    ['run', 'a.json'],
    /^error: a\.json is not JSON at line 1, column 14: /,
  ],
  [
    'an input that is not JSON',
    { 'a.json': echo },
    ['run', 'a.json', '--input', '{x:1}'],
    /^error: --input is not JSON at line 1, column 2: .*pass JSON in quotes, as in --input '\{"x": 1\}'/,
  ],
  [
    'a file that does not compile',
    { 'a.ts': 'export const definition = {\n  startAt: \n}' },
    ['run', 'a.ts'],
    /^error: a\.ts does not compile: Unexpected token at .*a\.ts:3:\d+\n$/,
  ],
  [
    'a file that throws when it is loaded',
    { 'a.ts': '\nexport const definition = undefined.x' },
    ['run', 'a.ts'],
    /^error: a\.ts cannot be loaded: Cannot read properties of undefined \(reading 'x'\) at .*a\.ts:2:\d+\n$/,
  ],
  [
    'a file that imports one that throws',
    { 'a.ts': `import './b.ts'`, 'b.ts': '\nundefined.x' },
    ['run', 'a.ts'],
    /^error: a\.ts cannot be loaded: Cannot read properties of undefined \(reading 'x'\) at .*b\.ts:2:\d+\n$/,
  ],
  [
    'a file without a definition',
    { 'a.ts': 'export const orders = {}' },
    ['run', 'a.ts'],
    'error: a.ts does not export "definition" (it exports "orders"): add `export const definition = defineStateMachine({ … })`\n',
  ],
  ['no file', {}, ['run', 'a.ts'], 'error: no such file: a.ts\n'],
  [
    'an activity without a handler',
    { 'a.json': adder },
    ['run', 'a.json'],
    'error: a.json: "handlers" must have one function for each activity:\n  no handler for "activity/add"\n',
  ],
  [
    'a handler for an activity that the definition does not name',
    { 'a.ts': `export const definition = ${adder}; export const handlers = { 'activity/ad': () => 1 }` },
    ['run', 'a.ts'],
    /no state uses the handler "activity\/ad"; did you mean "activity\/add"\?\n$/,
  ],
  [
    'an input over 256 KiB',
    { 'a.json': echo, 'big.json': JSON.stringify('x'.repeat(262_143)) },
    ['run', 'a.json', '--input', '@big.json'],
    /^error: the input has 262,145 bytes, Step Functions accepts at most 262,144: /,
  ],
  [
    'an input file without a name',
    { 'a.json': echo },
    ['run', 'a.json', '--input', '@'],
    'error: --input @ has no file name; expected a path after the @\n',
  ],
  [
    'an endpoint that nothing listens on',
    { 'a.json': echo },
    ['run', 'a.json', '--endpoint-url', 'http://127.0.0.1:1'],
    /^error: connect ECONNREFUSED 127\.0\.0\.1:1; no server is listening there: is `stepwise local` running\?\n$/,
  ],
])('%s', async ([, files, argv, message]) => {
  const { code, err } = await stepwise(argv, { files })
  expect(err).toMatch(message)
  expect(err).not.toMatch(/\n\s+at /)
  expect(code).toBe(1)
})

test('--debug shows the stack trace', async () => {
  const { code, err } = await stepwise(['run', 'a.ts', '--debug'])
  expect(err).toMatch(/no such file: a\.ts\n\s+at /)
  expect(code).toBe(1)
})

test('an endpoint that is not Step Functions', async () => {
  const server = createServer((_, response) => response.end('<!DOCTYPE html>')).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const argv = ['describe', 'echo', '--endpoint-url', `http://127.0.0.1:${port}`]
  const { code, err } = await stepwise(argv)
  expect(err).toMatch(/^error: .*; the server there is not Step Functions: is the URL right\?\n$/s)
  expect(code).toBe(1)
})

test('a port in use', async () => {
  const engine = createEngine()
  const { port } = await engine.listen({ port: 0 })
  const { code, err } = await stepwise(['local', '--port', String(port)])
  expect(err).toBe(`error: Port ${port} on 127.0.0.1 is in use. Choose another one, or 0 for any that is free.\n`)
  expect(code).toBe(1)
  await engine.close()
})

test.for([
  [[], 'Usage: stepwise'],
  [['nothing'], "error: unknown command 'nothing'"],
  [['run'], "error: missing required argument 'file'"],
  [['run', 'a.json', '--nothing'], "error: unknown option '--nothing'"],
  [['run', 'a.json', '--aws', '--endpoint-url', 'http://x'], 'cannot be used with option'],
  [['run', 'a.json', '--endpoint-url', 'x'], 'expected a URL such as http://localhost:8083'],
  [['local', '--port', '70000'], 'expected a number from 0 to 65535'],
  [['describe', 'adder'], 'error: no engine given: add --aws or --endpoint-url <url>'],
] as const)('wrong usage: stepwise %j', async ([argv, message]) => {
  const { code, err } = await stepwise(argv)
  expect(err).toContain(message)
  expect(code).toBe(2)
})

test.for([
  ['asl', 'a.json', '--region', ''],
  ['permissions', 'a.json', '--region', '', '--account-id', '123456789012'],
  ['local', '--region', ''],
])('an empty region is wrong usage: %j', async (argv) => {
  const { code, err } = await stepwise(argv)
  expect(code).toBe(2)
  expect(err).toContain('expected a region such as eu-west-1')
})
