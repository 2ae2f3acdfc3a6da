import { describe, expect, it } from 'vitest'
import type { EngineDeps } from '../../src/engine/engine-deps.ts'
import type { JsonObject } from '../../src/json.ts'
import { createTurns, type Turns } from '../../src/turns.ts'
import { createEngineDeps, start } from '../support/run-machine.ts'

/** The deps of an engine, and how often a turn ended. */
const counted = (options: { slow?: boolean } = {}): { deps: EngineDeps; ended: () => number } => {
  const { deps } = createEngineDeps()
  // With slices of no length, each turn ends with a round of the event loop.
  const turns = createTurns(deps.system, { sliceMs: options.slow ? 0 : 4 })
  let count = 0
  const counting: Turns = {
    isOver: () => turns.isOver(),
    next: (used) => {
      count++
      return turns.next(used)
    },
  }
  return { deps: { ...deps, turns: counting }, ended: () => count }
}

const endless: JsonObject = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } }
const short: JsonObject = { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }
const slowExpression = '{% $sum($map([1..5000], function($n) { $power($n, 2) % 7 })) %}'
const jsonata = (fields: JsonObject): JsonObject => ({
  QueryLanguage: 'JSONata',
  StartAt: 'A',
  States: { A: { Type: 'Pass', End: true, ...fields } },
})

describe('an execution that computes for long', () => {
  it('gives turns to others: those that start later end first', async () => {
    const { deps } = counted({ slow: true })
    const order: string[] = []
    const run = async (name: string, machine: JsonObject) => {
      const execution = start(machine, deps)
      await execution.done
      order.push(`${name} ${execution.status}`)
    }
    await Promise.all([
      run('endless', endless),
      run('expression', jsonata({ Output: slowExpression })),
      run('short', short),
    ])
    expect(order).toEqual(['short SUCCEEDED', 'expression SUCCEEDED', 'endless FAILED'])
  })

  it('does not keep others waiting for the sum of the slow expressions of a Map', async () => {
    const { deps } = counted({ slow: true })
    const map = jsonata({
      Type: 'Map',
      ItemSelector: { value: slowExpression },
      ItemProcessor: { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } },
    })
    const slow = start(map, deps, { input: Array.from({ length: 30 }, (_, index) => index) })
    await deps.system.yield()
    const late = start(short, deps)
    await late.done
    expect([late.status, slow.status]).toEqual(['SUCCEEDED', 'RUNNING'])
    await slow.done
    expect(slow.status).toBe('SUCCEEDED')
  })

  it('waits for a turn in states, in items of Maps and in expressions', async () => {
    const map = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: short, End: true } } }
    const selector = { ...map, States: { M: { ...map.States.M, ItemSelector: { 'v.$': '$$.Map.Item.Value' } } } }
    const items = Array.from({ length: 2000 }, (_, index) => index)
    for (const [machine, input] of [
      [endless, {}],
      [map, items],
      [selector, items],
      [jsonata({ Output: slowExpression }), {}],
    ] as const) {
      const { deps, ended } = counted()
      await start(machine, deps, { input }).done
      expect(ended()).toBeGreaterThan(2)
    }
  })

  it('waits for a turn while it starts the children of a distributed Map', async () => {
    const { deps, ended } = counted()
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...short }
    const machine = { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: processor, End: true } } }
    const execution = start(machine, deps, { input: Array.from({ length: 1000 }, (_, index) => index) })
    await execution.done
    expect(execution.status).toBe('SUCCEEDED')
    expect(ended()).toBeGreaterThan(4)
  })

  it('can be stopped, in an expression too', async () => {
    const { deps } = counted({ slow: true })
    const endlessExpression = jsonata({ Output: '{% ($f := function($x) { $f($x + 1) }; $f(1)) %}' })
    for (const machine of [endless, endlessExpression]) {
      const execution = start(machine, deps)
      await deps.system.yield()
      await deps.system.yield()
      execution.stop()
      await execution.done
      expect(execution.status).toBe('ABORTED')
      const { history } = execution
      const [last] = history.events({ reverse: true, from: 0, limit: 1, includeExecutionData: true })
      expect(last?.type).toBe('ExecutionAborted')
    }
  })

  it('has the same order of events in every run', async () => {
    const branch = (steps: number): JsonObject => ({
      StartAt: 'S0',
      States: Object.fromEntries(
        Array.from({ length: steps }, (_, i) => [
          `S${i}`,
          { Type: 'Pass', ...(i + 1 < steps ? { Next: `S${i + 1}` } : { End: true }) },
        ]),
      ),
    })
    const parallel = {
      StartAt: 'P',
      States: { P: { Type: 'Parallel', Branches: [branch(300), branch(400), branch(500)], End: true } },
    }
    const historyOf = async (sliceMs: number) => {
      const { deps } = createEngineDeps()
      const execution = start(parallel, { ...deps, turns: createTurns(deps.system, { sliceMs }) })
      await execution.done
      return execution.history.events({ reverse: false, from: 0, limit: 1e4, includeExecutionData: false })
    }
    expect(await historyOf(0)).toEqual(await historyOf(1000))
  })
})
