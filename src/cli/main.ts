#!/usr/bin/env node
import { addAbortSignal } from 'node:stream'
import { text } from 'node:stream/consumers'
import { createColors } from 'picocolors'
import { exitCodes, type Io } from './io.ts'
import { runProgram } from './program.ts'
import { showUncaught } from './show-error.ts'

/** The SDK tells every user of Node 20 on every start that a later version of it will need a later Node. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (stop.signal.aborted ? process.exit(exitCodes.stopped) : stop.abort()))
}

/** Who reads only the first lines (`| head`) closes the pipe; a full disk is another matter. */
const endUnwritten = (error: NodeJS.ErrnoException): never => {
  if (error.code === 'EPIPE') process.exit(exitCodes.done)
  process.stderr.write(`error: cannot write the output: ${error.message}\n`)
  process.exit(exitCodes.failed)
}
process.stdout.on('error', endUnwritten)

const io: Io = {
  out: (written) => process.stdout.write(written),
  err: (written) => process.stderr.write(written),
  readStdin: () => text(addAbortSignal(stop.signal, process.stdin)),
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
  colors: createColors(),
  columns: process.stdout.columns ?? 120,
}

process.on('uncaughtException', (thrown) => {
  io.err(`${io.colors.red('error')}: ${showUncaught(thrown, process.argv.includes('--debug'))}\n`)
  process.exit(exitCodes.failed)
})

/** The command ends by `process.exit`; here there is nothing left to wait for, and still it waits. */
process.on('beforeExit', () => {
  io.err(`${io.colors.red('error')}: nothing can happen any more: does the file await something that never comes?\n`)
  process.exit(exitCodes.failed)
})

const exitCode = await runProgram(process.argv.slice(2), io)
// A file's handlers may hold connections open, which would keep the process alive.
process.stdout.write('', (error) => (error ? endUnwritten(error) : process.exit(exitCode)))
