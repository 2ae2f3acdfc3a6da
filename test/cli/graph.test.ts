import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { toDot, toMermaid, toSvg } from '../../src/graph.ts'
import { createLocal } from '../../src/local.ts'
import { stepwise } from '../support/command-line.ts'

const echo = { name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
const files = { 'echo.json': JSON.stringify(echo) }

const folderWithEcho = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwise-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  await writeFile(join(folder, 'echo.json'), JSON.stringify(echo))
  return folder
}

test('graph prints an SVG document', async () => {
  expect(await stepwise(['graph', 'echo.json'], { files })).toEqual({ code: 0, out: toSvg(echo), err: '' })
})

test.for([
  ['mermaid', toMermaid(echo)],
  ['dot', toDot(echo)],
] as const)('graph --format %s prints that format', async ([format, expected]) => {
  expect((await stepwise(['graph', 'echo.json', '--format', format], { files })).out).toBe(expected)
})

test('the extension of the output file determines the format', async () => {
  const cwd = await folderWithEcho()
  expect(await stepwise(['graph', 'echo.json', '-o', 'echo.mmd'], { cwd })).toEqual({ code: 0, out: '', err: '' })
  expect(await readFile(join(cwd, 'echo.mmd'), 'utf8')).toBe(toMermaid(echo))
})

test('graph --execution shows what an execution did', async () => {
  const local = createLocal()
  await local.ensureStateMachine(echo)
  const { executionArn } = await local.runExecution('echo')
  const server = await local.listen({ port: 0 })
  const line = ['graph', 'echo.json', '--format', 'mermaid', '--execution', executionArn, '--endpoint-url', server.url]
  const { out } = await stepwise(line, { files })
  await local.close()
  expect(out).toContain('  class s1 succeeded\n')
})

test('graph --execution without an engine is wrong usage', async () => {
  const { code, err } = await stepwise(['graph', 'echo.json', '--execution', 'arn'], { files })
  expect(code).toBe(2)
  expect(err).toContain('error: no engine given: add --aws or --endpoint-url <url>')
})

test('a PNG image needs an output file', async () => {
  const { code, err } = await stepwise(['graph', 'echo.json', '--format', 'png'], { files })
  expect(code).toBe(1)
  expect(err).toBe('error: a PNG image is not text: add --output <file>, or choose another --format\n')
})

test('a PNG image without the package that converts it names the package', async () => {
  const { code, err } = await stepwise(['graph', 'echo.json', '-o', 'echo.png'], { files })
  expect(code).toBe(1)
  expect(err).toBe(
    'error: PNG needs the package @resvg/resvg-js: npm install --save-dev @resvg/resvg-js, or choose another --format\n',
  )
})

test('a PNG image is converted by the package of the project', async () => {
  const cwd = await folderWithEcho()
  const folder = join(cwd, 'node_modules/@resvg/resvg-js')
  await mkdir(folder, { recursive: true })
  const code =
    'exports.Resvg = class { constructor(svg) { this.svg = svg } render() { return { asPng: () => Buffer.from(this.svg) } } }'
  await writeFile(join(folder, 'index.js'), code)
  await stepwise(['graph', 'echo.json', '-o', 'echo.png'], { cwd })
  expect(await readFile(join(cwd, 'echo.png'), 'utf8')).toBe(toSvg(echo))
})

test('an output file that cannot be written is named', async () => {
  const { code, err } = await stepwise(['graph', 'echo.json', '-o', 'none/echo.svg'], { files })
  expect(code).toBe(1)
  expect(err).toMatch(/^error: cannot write none\/echo\.svg: ENOENT/)
})
