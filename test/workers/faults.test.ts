import { describe, expect, it } from 'vitest'
import { runChaos } from '../support/chaos.ts'

const seeds = [1, 2, 3]

describe('workers that are stopped and replaced, on a connection that fails in every way', () => {
  it.each(seeds)(
    'every execution ends, every task gets one result or times out, no handler runs twice: seed %d',
    { timeout: 60_000 },
    async (seed) => {
      const { violations, counts } = await runChaos({ seed, tasks: 200 })
      expect(violations).toEqual([])
      expect(counts.ActivityTimedOut).toBeGreaterThan(0)
    },
  )

  it.each(seeds)(
    'no task is lost if no worker is killed and no answered poll is lost: seed %d',
    { timeout: 60_000 },
    async (seed) => {
      const { violations, counts } = await runChaos({ seed, tasks: 200, percent: 20, gentle: true })
      expect(violations).toEqual([])
      expect(counts.ActivityTimedOut).toBeUndefined()
      expect(counts.handlersRun).toBeLessThanOrEqual(counts.ActivityStarted ?? 0)
    },
  )
})
