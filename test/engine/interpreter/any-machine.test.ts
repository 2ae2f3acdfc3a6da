import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../src/json.ts'
import { runInput, runnableMachine } from '../../support/arbitrary-machine.ts'
import { createEngineDeps, eventsOf, start } from '../../support/run-machine.ts'

const hang = (_: unknown, { signal }: { signal: AbortSignal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
const tasks = {
  'test:works': (parameters: unknown) => parameters,
  'test:breaks': () => {
    throw Object.assign(new Error('it broke'), { name: 'Broken' })
  },
  'test:hangs': hang,
}

const begin = (machine: JsonObject, input: unknown) => {
  const { deps, system } = createEngineDeps({ tasks })
  return { system, execution: start(machine, deps, { input: input as Json }) }
}

describe('any machine on any input', () => {
  it('ends, with a history whose events follow earlier ones, and leaves no timer behind', async () => {
    await fc.assert(
      fc.asyncProperty(runnableMachine, runInput, async (machine, input) => {
        const { execution, system } = begin(machine, input)
        await execution.done
        expect(['SUCCEEDED', 'FAILED', 'TIMED_OUT']).toContain(execution.status)
        const events = eventsOf(execution)
        for (const { id, previousEventId } of events) expect(previousEventId).toBeLessThan(id)
        expect(events.at(-1)?.type).toBe(
          { SUCCEEDED: 'ExecutionSucceeded', FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut' }[
            execution.status as 'FAILED'
          ],
        )
        expect(system.sleeping).toBe(0)
      }),
      { numRuns: 400 },
    )
  })

  it('has the same history in each run, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(runnableMachine, runInput, async (machine, input) => {
        const runs = [begin(machine, input), begin(machine, input)].map(({ execution }) => execution)
        await Promise.all(runs.map(({ done }) => done))
        const [first, second] = runs.map((execution) => JSON.stringify(eventsOf(execution)))
        expect(first).toBe(second)
      }),
      { numRuns: 150 },
    )
  })

  it('can be stopped at any time, and then records nothing more', async () => {
    await fc.assert(
      fc.asyncProperty(runnableMachine, runInput, fc.integer({ min: 0, max: 20_000 }), async (machine, input, ms) => {
        const { execution, system } = begin(machine, input)
        await system.sleep(ms)
        execution.stop()
        await execution.done
        const length = execution.history.length
        expect(system.sleeping).toBe(0)
        await system.sleep(1_000_000)
        expect(execution.history.length).toBe(length)
      }),
      { numRuns: 200 },
    )
  })
})
