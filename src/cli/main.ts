#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { addAbortSignal } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createColors } from 'picocolors'
import { exitCodes, type Io, type Terminal } from './io.ts'
import { onKey } from './on-key.ts'
import { runCommandLine } from './run-command-line.ts'
import { showUncaught } from './show-error.ts'

/** The SDK warns on every start on Node 20 that a later version of the SDK will need a later Node. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (stop.signal.aborted ? process.exit(exitCodes.stopped) : stop.abort()))
}

/** A reader that closes the pipe early (`| head`) is not an error; a full disk is one. */
const onOutputError = (error: NodeJS.ErrnoException): never => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done)
  process.stderr.write(`error: cannot write the output: ${error.message}\n`)
  process.exit(exitCodes.failed)
}
process.stdout.on('error', onOutputError)

const confirm = async (question: string): Promise<boolean> => {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal: stop.signal })).trim())
  } finally {
    terminal.close()
  }
}

const terminal: Terminal = {
  get rows() {
    return process.stdout.rows || 24
  },
  onKey: (listener) => onKey(process.stdin, { listener, interrupt: () => process.kill(process.pid, 'SIGINT') }),
}

const uncaught = new Set<(thrown: unknown) => void>()

const io: Io = {
  onUncaught: (listener) => {
    uncaught.add(listener)
    return () => uncaught.delete(listener)
  },
  out: (written) => process.stdout.write(written),
  err: (written) => process.stderr.write(written),
  readStdin: () => text(addAbortSignal(stop.signal, process.stdin)),
  ...(process.stdin.isTTY && { confirm }),
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
  colors: createColors(process.env.CI && !process.env.FORCE_COLOR ? false : undefined),
  get columns() {
    return process.stdout.columns || Number(process.env.COLUMNS) || 80
  },
  ...(process.stdout.isTTY && !process.env.CI && process.env.TERM !== 'dumb' && { terminal }),
}

process.on('uncaughtException', (thrown) => {
  for (const listener of uncaught) listener(thrown)
  if (uncaught.size > 0) return
  io.err(`${io.colors.red('error')}: ${showUncaught(thrown, process.argv.includes('--debug'))}\n`)
  process.exit(exitCodes.failed)
})

/** Commands end with `process.exit`. If the event loop is empty before that, the command awaits a promise that never settles. */
process.on('beforeExit', () => {
  const message = 'nothing is left to run: does the file await a promise that never settles?'
  io.err(`${io.colors.red('error')}: ${message}\n`)
  process.exit(exitCodes.failed)
})

const exitCode = await runCommandLine(process.argv.slice(2), io)
// Without `process.exit`, connections that a file's handlers hold open would keep the process alive.
process.stdout.write('', (error) => (error ? onOutputError(error) : process.exit(exitCode)))
