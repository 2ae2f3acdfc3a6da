import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { realSystem } from '../src/system.ts'
import { virtualSystem } from '../src/virtual-system.ts'

describe('realSystem', () => {
  const timersThatHoldTheProcess = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

  it('keeps the process alive for a minute, not for a year', () => {
    const before = timersThatHoldTheProcess()
    const cancelMinute = realSystem.after(60_000, () => {})
    const cancelYear = realSystem.after(365 * 24 * 3600 * 1000, () => {})
    expect(timersThatHoldTheProcess()).toBe(before + 1)
    cancelMinute()
    cancelYear()
  })
})

describe.each([
  ['realSystem', () => realSystem],
  ['virtualSystem', () => virtualSystem()],
])('%s', (_name, create) => {
  it('ends a sleep with the reason of its signal', async () => {
    const stop = new AbortController()
    const slept = create().sleep(60_000, stop.signal)
    stop.abort('enough')
    await expect(slept).rejects.toBe('enough')
  })

  it('rejects a sleep whose signal is aborted already', async () => {
    await expect(create().sleep(60_000, AbortSignal.abort('no'))).rejects.toBe('no')
  })

  it('leaves no listener on the signal of a sleep that ended', async () => {
    const { signal } = new AbortController()
    await create().sleep(1, signal)
    expect(EventEmitter.getEventListeners(signal, 'abort')).toEqual([])
  })
})
