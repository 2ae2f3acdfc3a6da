import { expect, test } from 'vitest'
import type { EngineConnection } from '../../src/cli/connect.ts'
import { startFileWorkers } from '../../src/cli/file-workers.ts'
import type { Io } from '../../src/cli/io.ts'
import { createWorkerEmitter } from '../../src/workers/worker-events.ts'
import type { WorkersOptions } from '../../src/workers/workers-options.ts'

test('warnings of workers are lines with their reasons, until the command is asked to stop', () => {
  const stop = new AbortController()
  const written: string[] = []
  const startWorkers = (_: object, { logger }: WorkersOptions) => logger && createWorkerEmitter(logger)
  const engine = { stepwise: { startWorkers } } as unknown as EngineConnection
  const io = { err: (text: string) => void written.push(text), signal: stop.signal } as unknown as Io
  const events = startFileWorkers(
    engine,
    { definition: { startAt: 'a', states: {} }, handlers: {} },
    { debug: false },
    io,
  ) as unknown as ReturnType<typeof createWorkerEmitter>
  events.emit('pollFailed', { activity: 'add', reason: new Error('connection refused'), failures: 1, delayMs: 0 })
  events.emit('clientLimitsTooLow', { problem: 'the client opens 2 connections' })
  events.emit('taskStarted', { activity: 'add', taskToken: 't' })
  stop.abort()
  events.emit('taskLost', { activity: 'add', taskToken: 't', reason: new Error('gone'), attempts: 1 })
  expect(written).toEqual([
    'a poll for tasks failed; it is repeated: connection refused\n',
    'the limits of the client are too low: the client opens 2 connections\n',
  ])
})
