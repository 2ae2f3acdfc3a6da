#!/usr/bin/env node
import { text } from 'node:stream/consumers'
import { createColors } from 'picocolors'
import { exitCodes, type Io } from './io.ts'
import { runProgram } from './program.ts'

/** The SDK tells every user of Node 20 on every start that a later version of it will need a later Node. */
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (stop.signal.aborted ? process.exit(exitCodes.stopped) : stop.abort()))
}

/** Who reads only the first lines (`| head`) closes the pipe. */
process.stdout.on('error', () => process.exit(exitCodes.done))

const io: Io = {
  out: (written) => process.stdout.write(written),
  err: (written) => process.stderr.write(written),
  readStdin: () => text(process.stdin),
  env: process.env,
  cwd: process.cwd(),
  signal: stop.signal,
  colors: createColors(),
  columns: process.stdout.columns ?? 120,
}

const exitCode = await runProgram(process.argv.slice(2), io)
// A file's handlers may hold connections open, which would keep the process alive.
process.stdout.write('', () => process.exit(exitCode))
