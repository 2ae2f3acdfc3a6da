import { describe, expect, it } from 'vitest'
import { runMap } from '../../../src/engine/execution/run-map.ts'
import { startExecution } from '../../../src/engine/execution/start-execution.ts'
import { compileStateMachine } from '../../../src/engine/interpreter/program/compile.ts'
import type { MapRunCall } from '../../../src/engine/interpreter/program/map-run-call.ts'
import type { JsonObject } from '../../../src/json.ts'
import { Stop } from '../../../src/stop.ts'
import { createEngineDeps, start } from '../../support/run-machine.ts'

const program = (state: JsonObject) =>
  compileStateMachine({
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Variable: '$', NumericLessThan: 0, Next: 'F' }], Default: 'S' },
      F: { Type: 'Fail', Error: 'Negative' },
      S: { End: true, ...state },
    },
  })

/** A map run whose inputs are made as they are read. */
const startMapRun = (
  inputs: readonly number[],
  { child = { Type: 'Pass' }, ...overrides }: Partial<MapRunCall> & { child?: JsonObject } = {},
) => {
  const { deps, system } = createEngineDeps()
  const reads = { count: 0 }
  async function* read() {
    for (const input of inputs) {
      reads.count++
      yield { input, items: 1 }
    }
  }
  const call: MapRunCall = {
    program: program(child),
    executionType: 'STANDARD',
    label: 'each',
    state: 'Each',
    inputs: read(),
    totalItems: undefined,
    maxConcurrency: 2,
    toleratedFailureCount: undefined,
    toleratedFailurePercentage: undefined,
    resultWriter: undefined,
    signal: new Stop(),
    continues: undefined,
    started: () => {},
    redriven: () => {},
    ...overrides,
  }
  const parent = start({ StartAt: 'P', States: { P: { Type: 'Pass', End: true } } }, deps)
  const outputs = runMap(call, { deps, parent, turns: deps.turns, startExecution })
  const [mapRun] = deps.registry.mapRuns.values()
  if (!mapRun) throw new Error('the map run is not registered')
  return { outputs, mapRun, reads, system }
}

const waiting = { Type: 'Wait', Seconds: 10 }

describe('a map run', () => {
  it('reads an input only when its child can start', async () => {
    const { outputs, reads, system } = startMapRun([1, 2, 3, 4, 5], { child: waiting })
    await system.sleep(5000)
    expect(reads.count).toBe(2)
    await system.sleep(10_000)
    expect(reads.count).toBe(4)
    expect(await outputs).toEqual([1, 2, 3, 4, 5])
  })

  it('counts the items as they are read if their total is not known before', async () => {
    const { outputs, mapRun, system } = startMapRun([1, 2, 3], { child: waiting })
    await system.sleep(5000)
    expect(mapRun.itemCounts).toMatchObject({ total: 2, running: 2, pending: 0 })
    await outputs
    expect(mapRun.itemCounts).toMatchObject({ total: 3, running: 0, succeeded: 3 })
  })

  it('counts all items from the start if their total is known', async () => {
    const { outputs, mapRun, system } = startMapRun([1, 2, 3], { child: waiting, totalItems: 3 })
    await system.sleep(5000)
    expect(mapRun.itemCounts).toMatchObject({ total: 3, running: 2, pending: 1 })
    await outputs
  })

  it('tolerates a percentage of all items, even if their total is only known at the end', async () => {
    const { outputs, mapRun } = startMapRun([-1, 1, 2], { toleratedFailurePercentage: 50, maxConcurrency: 1 })
    expect(await outputs).toEqual([1, 2])
    expect(mapRun.status).toBe('SUCCEEDED')
  })

  it('fails at the end if more than a percentage of all items has failed', async () => {
    const { outputs, mapRun } = startMapRun([-1, 1, -2], { toleratedFailurePercentage: 50, maxConcurrency: 1 })
    await expect(outputs).rejects.toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' })
    expect(mapRun.status).toBe('FAILED')
  })

  it('stops its children if the next input cannot be made', async () => {
    async function* inputs() {
      yield { input: 1, items: 1 }
      throw new Error('unreadable')
    }
    const { outputs, mapRun, system } = startMapRun([], { child: waiting, inputs: inputs() })
    await expect(outputs).rejects.toThrow('unreadable')
    expect(mapRun).toMatchObject({ status: 'FAILED', itemCounts: { running: 0, aborted: 1 } })
    expect(system.elapsed).toBe(0)
  })

  it('starts more children as soon as its MaxConcurrency is raised', async () => {
    const { outputs, mapRun, system } = startMapRun([1, 2, 3, 4, 5, 6], { child: waiting })
    await system.sleep(5000)
    mapRun.maxConcurrency = 4
    mapRun.concurrencyChanged()
    await system.sleep(1000)
    expect(mapRun.executionCounts).toMatchObject({ running: 4, succeeded: 0 })
    await outputs
  })

  it('starts as many children as its MaxConcurrency is when one ends', async () => {
    const { outputs, mapRun, system } = startMapRun([1, 2, 3, 4, 5, 6], { child: waiting })
    await system.sleep(5000)
    mapRun.maxConcurrency = 4
    await system.sleep(10_000)
    expect(mapRun.executionCounts).toMatchObject({ total: 6, running: 4, succeeded: 2 })
    await outputs
  })
})
