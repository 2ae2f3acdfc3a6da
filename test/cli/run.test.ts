import { expect, test } from 'vitest'
import { createEngine } from '../../src/engine/engine.ts'
import { stepwise } from '../support/command-line.ts'

const adder = `
  export const definition = { name: 'adder', startAt: 'add', states: {
    add: { type: 'task', resource: 'activity/add', end: true } } }
  export const handlers = { 'activity/add': ({ x, y }: { x: number, y: number }) => x + y }`

const echo = JSON.stringify({ name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } })

test('run prints the state machine, the states with their payloads, the outcome and the duration', async () => {
  const { code, out } = await stepwise(['run', 'adder.ts', '--input', '{"x":1,"y":1}'], {
    files: { 'adder.ts': adder },
  })
  expect(out.replaceAll(/\d+ ms/g, 'n ms').replaceAll(/ +n/g, ' n')).toBe(
    [
      'state machine adder created on the embedded engine, activities activity/add',
      ' n ms  → add  {"x":1,"y":1}',
      ' n ms  ← add  2',
      'SUCCEEDED in n ms',
      '2',
      '',
    ].join('\n'),
  )
  expect(code).toBe(0)
})

test('--json prints one document', async () => {
  const { code, out, err } = await stepwise(['run', 'echo.json', '--json', '--input', '[1]'], {
    files: { 'echo.json': echo },
  })
  expect(JSON.parse(out)).toMatchObject({ status: 'SUCCEEDED', input: [1], output: [1] })
  expect(Object.keys(JSON.parse(out))).toEqual([
    'executionArn',
    'stateMachineArn',
    'name',
    'status',
    'startDate',
    'stopDate',
    'input',
    'output',
    'redrive',
  ])
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

test.for([
  ['a file', ['--input', '@input.json'], { a: 1 }],
  ['standard input', ['--input', '-'], { b: 2 }],
  ['nothing', [], {}],
] as const)('the input comes from %s', async ([, input, expected]) => {
  const files = { 'echo.json': echo, 'input.json': '{"a":1}' }
  const { out } = await stepwise(['run', 'echo.json', '--json', ...input], { files, stdin: '{"b":2}' })
  expect(JSON.parse(out).output).toEqual(expected)
})

test('ASL is run under the name of its file', async () => {
  const asl = JSON.stringify({ StartAt: 'a', States: { a: { Type: 'Pass', Result: 42, End: true } } })
  const { out } = await stepwise(['run', 'answer.asl.json'], { files: { 'answer.asl.json': asl } })
  expect(out).toContain('state machine answer created')
  expect(out).toMatch(/\n42\n$/)
})

test('a CommonJS file is run', async () => {
  const files = { 'echo.cjs': `module.exports = { definition: ${echo} }` }
  expect((await stepwise(['run', 'echo.cjs'], { files })).out).toContain('SUCCEEDED')
})

test('an input file may begin with a byte order mark', async () => {
  const files = { 'echo.json': echo, 'input.json': '\uFEFF{"x":1}' }
  const { out } = await stepwise(['run', 'echo.json', '--input', '@input.json', '--json'], { files })
  expect(JSON.parse(out).output).toEqual({ x: 1 })
})

test('--name replaces the name of the state machine', async () => {
  const { out } = await stepwise(['run', 'echo.json', '--name', 'mine', '--json'], { files: { 'echo.json': echo } })
  expect(JSON.parse(out).executionArn).toMatch(/:execution:mine:/)
})

test('the states of branches and iterations are indented', async () => {
  const definition = {
    startAt: 'both',
    states: {
      both: {
        type: 'parallel',
        branches: [{ startAt: 'x', states: { x: { type: 'pass', end: true } } }],
        next: 'each',
      },
      each: { type: 'map', itemProcessor: { startAt: 'y', states: { y: { type: 'pass', end: true } } }, end: true },
    },
  }
  const { out } = await stepwise(['run', 'nested.json'], { files: { 'nested.json': JSON.stringify(definition) } })
  const steps = out.split('\n').flatMap((line) => /ms {2}( *[→←#] \w+)/.exec(line)?.[1] ?? [])
  expect(steps).toEqual(['→ both', '  → x', '  ← x', '← both', '→ each', '# each', '  → y', '  ← y', '← each'])
})

test('a handler that throws fails the command, and the message has its stack frame', async () => {
  const file = adder.replace('x + y', '{ throw new RangeError("too large") }')
  const { code, out, err } = await stepwise(['run', 'adder.ts'], { files: { 'adder.ts': file } })
  expect(out).toMatch(/✗ add {2}RangeError: too large at .*adder\.ts:4:\d+/)
  expect(out).toMatch(/FAILED in \d+ ms {2}RangeError: too large/)
  expect(out + err).not.toMatch(/\n\s+at /)
  expect(code).toBe(1)
})

test('--debug prints the error of a handler with its stack trace', async () => {
  const file = adder.replace('x + y', '{ throw new RangeError("too large") }')
  const { err } = await stepwise(['run', 'adder.ts', '--debug'], { files: { 'adder.ts': file } })
  expect(err).toMatch(/RangeError: too large\n\s+at /)
})

test('a request to stop stops the execution', async () => {
  const stop = new AbortController()
  const slow = JSON.stringify({ startAt: 'w', states: { w: { type: 'wait', seconds: 3600, end: true } } })
  const onOut = (text: string) => text.includes('→ w') && stop.abort()
  const { code, out } = await stepwise(['run', 'slow.json'], {
    files: { 'slow.json': slow },
    signal: stop.signal,
    onOut,
  })
  expect(out).toMatch(/ABORTED in \d+ ms {2}Stepwise\.Stopped/)
  expect(code).toBe(130)
})

test('--endpoint-url runs the file on another engine', async () => {
  const engine = createEngine()
  const { url } = await engine.listen({ port: 0 })
  const argv = ['run', 'adder.ts', '--input', '{"x":1,"y":1}', '--endpoint-url', url]
  const { code, out } = await stepwise(argv, { files: { 'adder.ts': adder } })
  expect(out).toContain(`state machine adder created on ${url}`)
  expect(out).toMatch(/\n2\n$/)
  expect(code).toBe(0)
  await engine.close()
})
