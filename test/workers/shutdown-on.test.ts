import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import type { VirtualSystem } from '../../src/virtual-system.ts'
import { shutdownOn } from '../../src/workers/shutdown-on.ts'
import { fakeActivities } from '../support/fake-activities.ts'

describe('shutdownOn', () => {
  it('drains at the first signal', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const process = new EventEmitter()
    const workers = start({ add: () => system.sleep(5000).then(() => 'done') })
    shutdownOn(process, workers)
    const result = schedule('add', {})
    await system.sleep(1)
    process.emit('SIGTERM')
    await workers.done
    expect(await result).toEqual({ output: 'done' })
  })

  it('hands tasks back after timeoutMs', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const process = new EventEmitter()
    const workers = start({ add: () => new Promise(() => {}) })
    shutdownOn(process, workers, { timeoutMs: 25_000 })
    const result = schedule('add', {})
    await system.sleep(1)
    process.emit('SIGINT')
    await workers.done
    expect(await result).toMatchObject({ error: 'Worker.Shutdown' })
  })

  it('ends within withinMs, even if an open poll does not return', async () => {
    const { start, system } = fakeActivities({ abortablePolls: false })
    const process = new EventEmitter()
    const workers = start({ add: () => 1 })
    shutdownOn(process, workers, { withinMs: 28_000 })
    await system.sleep(1)
    process.emit('SIGTERM')
    await workers.done
    expect((system as VirtualSystem).elapsed).toBeLessThanOrEqual(28_001)
  })

  it('hands tasks back 3 seconds before withinMs is over', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const process = new EventEmitter()
    const workers = start({ add: () => new Promise(() => {}) })
    shutdownOn(process, workers, { withinMs: 28_000 })
    const result = schedule('add', {})
    await system.sleep(1)
    process.emit('SIGTERM')
    expect(await result).toMatchObject({ error: 'Worker.Shutdown', cause: expect.stringContaining('25000 ms') })
    await workers.done
  })

  it('kills at the second signal', async () => {
    const { schedule, start, system } = fakeActivities({ abortablePolls: true })
    const process = new EventEmitter()
    const workers = start({ add: () => new Promise(() => {}) })
    shutdownOn(process, workers, { signals: ['SIGHUP'] })
    const result = schedule('add', {})
    await system.sleep(1)
    process.emit('SIGHUP')
    process.emit('SIGHUP')
    await workers.done
    expect(await result).toMatchObject({ error: 'Worker.Killed' })
  })

  it('leaves no listener behind', async () => {
    const { start } = fakeActivities({ abortablePolls: true })
    const process = new EventEmitter()
    const workers = start({ add: () => 1 })
    shutdownOn(process, workers)
    expect(process.eventNames()).toEqual(['SIGTERM', 'SIGINT'])
    await workers.shutdown()
    expect(process.eventNames()).toEqual([])
  })
})
