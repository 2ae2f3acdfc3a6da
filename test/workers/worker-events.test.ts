import { describe, expect, it } from 'vitest'
import { TaskError } from '../../src/errors.ts'
import type { Logger } from '../../src/workers/logger.ts'
import { fakeActivities, silent } from '../support/fake-activities.ts'

describe('the events of workers', () => {
  it('report a task from its start to its end', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const workers = start({ add: () => system.sleep(250) })
    const events: unknown[] = []
    workers.on('taskStarted', (event) => events.push(['taskStarted', event]))
    workers.on('taskSucceeded', (event) => events.push(['taskSucceeded', event]))
    await schedule('add', {})
    await workers.shutdown()
    const task = { activity: 'add', taskToken: 'token-1' }
    expect(events).toEqual([
      ['taskStarted', task],
      ['taskSucceeded', { ...task, durationMs: 250 }],
    ])
  })

  it('report the thrown value and the failure that was sent', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const thrown = new TaskError('CardDeclined', 'no money')
    const workers = start({ add: () => Promise.reject(thrown) })
    const failed = new Promise((resolve) => workers.on('taskFailed', resolve))
    await schedule('add', {})
    expect(await failed).toEqual({
      activity: 'add',
      taskToken: 'token-1',
      durationMs: 0,
      error: 'CardDeclined',
      cause: 'no money',
      thrown,
    })
    await workers.shutdown()
  })

  it('no longer reach a listener that was removed', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const workers = start({ add: () => 1 })
    let count = 0
    const stop = workers.on('taskStarted', () => count++)
    await schedule('add', {})
    stop()
    await schedule('add', {})
    expect(count).toBe(1)
    await workers.shutdown()
  })

  it('survive a listener or a logger that throws', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const throwing = () => {
      throw new Error('a bug')
    }
    const errors: unknown[] = []
    const logger = { ...silent, debug: throwing, error: (fields: object) => errors.push(fields) }
    const workers = start({ add: () => 1 }, { logger })
    workers.on('taskStarted', throwing)
    expect(await schedule('add', {})).toEqual({ output: 1 })
    await workers.shutdown()
    expect(errors).toMatchObject(Array(3).fill({ err: { message: 'a bug' } }))
  })

  it('survive a logger whose methods all throw, and a listener that rejects', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const throwing = () => {
      throw new Error('a bug')
    }
    const workers = start(
      { add: () => 1 },
      { logger: { debug: throwing, info: throwing, warn: throwing, error: throwing } },
    )
    workers.on('taskStarted', () => Promise.reject(new Error('a bug')))
    expect(await schedule('add', {})).toEqual({ output: 1 })
    await workers.shutdown()
  })

  it('have their error in the log under the key that loggers expect', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const lines: unknown[] = []
    const thrown = new RangeError('boom')
    const workers = start(
      { add: () => Promise.reject(thrown) },
      { logger: { ...silent, info: (fields) => lines.push(fields) } },
    )
    await schedule('add', {})
    await workers.shutdown()
    const [line] = lines
    expect(line).toEqual({
      event: 'taskFailed',
      activity: 'add',
      taskToken: 'token-1',
      durationMs: 0,
      error: 'RangeError',
      cause: expect.stringContaining('boom'),
      err: thrown,
    })
  })

  it('are not logged on levels that the logger does not write', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const lines: unknown[] = []
    const logger = {
      ...silent,
      debug: (fields: object) => lines.push(fields),
      isLevelEnabled: (level: string) => level !== 'debug',
    }
    const workers = start({ add: () => 1 }, { logger })
    await schedule('add', {})
    await workers.shutdown()
    expect(lines).toEqual([])
  })

  it('have a line in the log each', async () => {
    const { schedule, start } = fakeActivities({ abortablePolls: true })
    const lines: unknown[] = []
    const logger = Object.fromEntries(
      (['debug', 'info', 'warn', 'error'] as const).map((level) => [
        level,
        ({ event }: { event?: string }, message: string) => lines.push([level, event, message]),
      ]),
    )
    const workers = start({ add: () => Promise.reject(new Error('boom')) }, { logger: logger as unknown as Logger })
    await schedule('add', {})
    await workers.shutdown()
    expect(lines).toEqual([
      ['debug', 'taskStarted', 'task started'],
      ['info', 'taskFailed', 'task failed'],
    ])
  })
})
