import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { sourceTimeout } from '../support/command-line.ts'

const jiti = fileURLToPath(new URL('../../node_modules/jiti/lib/jiti-cli.mjs', import.meta.url))
const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

interface ProcessOptions {
  /** Called at the first output of the process. */
  readonly onOut?: (kill: (signal: 'SIGINT') => void) => void
  readonly stdout?: number | 'pipe'
}

/** Runs `stepwise run` in a process of its own, on a file with this text. */
const run = async (text: string, argv: readonly string[], { onOut, stdout = 'pipe' }: ProcessOptions = {}) => {
  const folder = await mkdtemp(join(tmpdir(), 'stepwise-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const file = join(folder, 'machine.ts')
  await writeFile(file, text)
  const child = spawn(process.execPath, [jiti, main, 'run', file, ...argv], {
    env: { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' },
    stdio: ['pipe', stdout, 'pipe'],
  })
  let err = ''
  child.stdout?.once('data', () => onOut?.((signal) => child.kill(signal)))
  child.stderr?.on('data', (chunk) => {
    err += chunk
  })
  return new Promise<{ code: number | null; err: string }>((resolve) => {
    child.on('close', (code) => resolve({ code, err }))
  })
}

test('SIGINT ends the wait for standard input', { timeout: sourceTimeout }, async () => {
  const text = `console.log('loaded'); export const definition = { startAt: 'a', states: { a: { type: 'succeed' } } }`
  const { code } = await run(text, ['--input', '-'], { onOut: (kill) => kill('SIGINT') })
  expect(code).toBe(130)
})

test.skipIf(!existsSync('/dev/full'))(
  'output that cannot be written fails the command',
  { timeout: sourceTimeout },
  async () => {
    const text = `export const definition = { startAt: 'a', states: { a: { type: 'succeed' } } }`
    const full = await open('/dev/full', 'w')
    onTestFinished(() => full.close())
    const { code, err } = await run(text, [], { stdout: full.fd })
    expect(err).toMatch(/^error: cannot write the output: ENOSPC/)
    expect(code).toBe(1)
  },
)

test('an error that a handler throws outside of its promise is shown with its stack frame', {
  timeout: sourceTimeout,
}, async () => {
  const text = `
    export const definition = { startAt: 'a', states: { a: { type: 'task', resource: 'a', end: true } } }
    export const handlers = { a: () => new Promise(() => { setTimeout(() => { throw new Error('too late') }, 1) }) }
  `
  const { code, err } = await run(text, [])
  expect(err).toMatch(/^error: too late at .*machine\.ts:3:\d+\)?; the error is not caught: is an `await` missing\?\n$/)
  expect(code).toBe(1)
})

test('a file that awaits a promise that never settles fails with a message', { timeout: sourceTimeout }, async () => {
  const { code, err } = await run('await new Promise(() => {}); export const definition = {}', [])
  expect(err).toBe('error: nothing is left to run: does the file await a promise that never settles?\n')
  expect(code).toBe(1)
})
