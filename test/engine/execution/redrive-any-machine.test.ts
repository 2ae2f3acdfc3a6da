import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { EngineExecution } from '../../../src/engine/execution/engine-execution.ts'
import type { JsonObject } from '../../../src/json.ts'
import { runnableMachine } from '../../support/arbitrary-machine.ts'
import { createEngineDeps, eventsOf, start } from '../../support/run-machine.ts'

const uuids = /[\da-f]{8}-[\da-f-]{27}/g

/** What all paths of the machines find something in: their input, and the result of each task. */
const fitting = { a: { b: 'x', n: 2 }, list: [{ n: 1 }, { n: 2 }, { n: 3 }], at: '2026-01-01T00:00:10Z' }

/** The machine with flaky tasks instead of its own and of most states without work. Nothing catches their failures. */
const withFlakyTasks = ({ TimeoutSeconds, ...machine }: JsonObject): JsonObject =>
  JSON.parse(JSON.stringify(machine), (_key, state) => {
    const { Type, QueryLanguage, Assign, ResultPath, Next } = Object(state)
    if (Type === 'Fail') return { Type: 'Pass', End: true }
    if (Type === 'Parallel' || Type === 'Map') return { ...state, Catch: undefined, Retry: undefined }
    if (Type !== 'Task' && (Type !== 'Pass' || QueryLanguage)) return state
    return {
      Type: 'Task',
      Resource: 'arn:aws:states:::test:flaky',
      Assign,
      ResultPath,
      ...(Next ? { Next } : { End: true }),
    }
  })

/** Starts a machine whose n-th task fails if `fails[n]` is true. */
const begin = (machine: JsonObject, fails: readonly boolean[] = []) => {
  let calls = 0
  const flaky = async (_parameters: unknown, { signal }: { signal: AbortSignal }) => {
    const call = calls++
    await engine.system.sleep(1000 + (call % 7), signal)
    if (fails[call]) throw Object.assign(new Error('not now'), { name: 'Flaky' })
    return fitting
  }
  const engine = createEngineDeps({ tasks: { 'test:flaky': flaky } })
  return { execution: start(machine, engine.deps, { input: fitting }), system: engine.system }
}

/** Redrives an execution until it succeeds, at most as often as tasks can fail. */
const redriveToEnd = async (execution: EngineExecution): Promise<void> => {
  await execution.done
  while (execution.status !== 'SUCCEEDED' && execution.redriveCount < 100) {
    execution.redrive()
    await execution.done
  }
}

const outputOf = ({ output }: EngineExecution) => output?.replaceAll(uuids, 'uuid')

/** The states that were entered and left, and what started inside of them, in no order. */
const stepsOf = (execution: EngineExecution): string[] =>
  eventsOf(execution)
    .filter(({ type }) => /State(Entered|Exited|Started)$|IterationStarted$/.test(type))
    .map(({ type, ...event }) => `${type} ${Object.values(event).map((details) => Object(details).name ?? '')}`)
    .sort()

const flakyMachine = runnableMachine.map(withFlakyTasks)

/** The execution of a machine whose tasks never fail, if the machine itself does not fail. */
const runReference = async (machine: JsonObject): Promise<EngineExecution | undefined> => {
  const { execution } = begin(machine)
  await execution.done
  return execution.status === 'SUCCEEDED' ? execution : undefined
}

describe('any machine', () => {
  it('gives the output of a run without failures once it is redriven often enough, and repeats nothing', async () => {
    const fails = fc.array(fc.boolean(), { minLength: 10, maxLength: 60 })
    let redriven = 0
    await fc.assert(
      fc.asyncProperty(flakyMachine, fails, async (machine, fails) => {
        const reference = await runReference(machine)
        if (!reference) return
        const { execution } = begin(machine, fails)
        await redriveToEnd(execution)
        if (execution.redriveCount > 1) redriven++
        expect(outputOf(execution)).toBe(outputOf(reference))
        expect(stepsOf(execution)).toEqual(stepsOf(reference))
      }),
      { numRuns: 200 },
    )
    expect(redriven).toBeGreaterThan(10)
  })

  it('can be stopped at any time, and continues from there', async () => {
    const times = fc.array(fc.integer({ min: -1000, max: 3000 }), { minLength: 1, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(flakyMachine, times, async (machine, times) => {
        const reference = await runReference(machine)
        if (!reference) return
        const { execution, system } = begin(machine)
        for (const ms of times) {
          if (ms > 0) await system.sleep(ms)
          execution.stop()
          await execution.done
          if (execution.status === 'ABORTED') execution.redrive()
        }
        await redriveToEnd(execution)
        expect(outputOf(execution)).toBe(outputOf(reference))
        expect(stepsOf(execution)).toEqual(stepsOf(reference))
      }),
      { numRuns: 150 },
    )
  })
})
