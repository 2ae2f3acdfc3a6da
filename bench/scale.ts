// Measures growth: memory by the number of waiting executions, and the cost of a transition by the length of a history.

import type { EngineExecution } from '../src/engine/execution/engine-execution.ts'
import { compileStateMachine } from '../src/engine/interpreter/program/compile.ts'
import { begin, createEngineDeps, run } from './engine-deps.ts'
import { row } from './report.ts'

const collect = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed
}

const waiting = async (count: number): Promise<void> => {
  const deps = createEngineDeps()
  const activity = 'arn:aws:states:us-east-1:123456789012:activity:work'
  const encryptionConfiguration = { type: 'AWS_OWNED_KEY' }
  deps.activities.add({ arn: activity, name: 'work', creationDate: 0, encryptionConfiguration, tags: new Map() })
  const machine = compileStateMachine({
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource: activity, TimeoutSeconds: 3600, End: true } },
  })
  const before = collect()
  const started = performance.now()
  const executions: EngineExecution[] = []
  for (let i = 0; i < count; i++) executions.push(begin(machine, JSON.stringify({ i }), deps))
  await deps.system.yield()
  const ms = performance.now() - started
  row(`${count} executions at once, each waiting for a worker`, {
    'KB each': (collect() - before) / count / 1024,
    'µs to start each': (ms * 1000) / count,
  })
  const draining = performance.now()
  const { signal } = new AbortController()
  for (let i = 0; i < count; i++) {
    const task = await deps.activities.poll(activity, undefined, signal)
    deps.tokens.succeed(task?.taskToken ?? '', '1')
  }
  await Promise.all(executions.map(({ done }) => done))
  row(`${count} executions: tasks handed out and answered`, {
    'µs each': ((performance.now() - draining) * 1000) / count,
  })
}

/** A loop of two states an iteration, as long as it takes to have so many events. */
const historyOf = async (events: number): Promise<void> => {
  const deps = createEngineDeps()
  const machine = compileStateMachine({
    StartAt: 'Add',
    States: {
      Add: { Type: 'Pass', Parameters: { 'n.$': 'States.MathAdd($.n, 1)', 'end.$': '$.end' }, Next: 'Again' },
      Again: {
        Type: 'Choice',
        Choices: [{ Variable: '$.n', NumericLessThanPath: '$.end', Next: 'Add' }],
        Default: 'Done',
      },
      Done: { Type: 'Succeed' },
    },
  })
  const input = JSON.stringify({ n: 0, end: Math.floor((events - 4) / 4) })
  for (let i = 0; i < 20; i++) await run(machine, input, deps)
  const started = performance.now()
  const runs = Math.ceil(200_000 / events)
  for (let i = 0; i < runs; i++) await run(machine, input, deps)
  row(`a history of ${events} events`, {
    'µs a transition': ((performance.now() - started) * 1000) / runs / (events / 2),
  })
}

/** Executions that ended, with inputs of 10 KB that all differ: they are forgotten, and memory stays flat. */
const ended = async (count: number): Promise<void> => {
  const deps = createEngineDeps()
  const { signal } = new AbortController()
  const definition = '{"StartAt":"A","States":{"A":{"Type":"Pass","End":true}}}'
  const created = { name: 'pass', roleArn: 'arn:aws:iam::123456789012:role/bench', definition }
  const { stateMachineArn = '' } = await deps.callOperation('CreateStateMachine', created, signal)
  const filler = 'x'.repeat(10_000)
  const run = async (from: number, to: number) => {
    for (let index = from; index < to; index++) {
      const input = JSON.stringify({ index, filler })
      await deps.callOperation('StartExecution', { stateMachineArn, input }, signal)
      if (index % 100 === 0) await deps.system.yield()
    }
  }
  const before = collect()
  await run(0, count / 2)
  const half = collect()
  const started = performance.now()
  await run(count / 2, count)
  row(`${count} executions of 10 KB, ended`, {
    'MB after half': (half - before) / 2 ** 20,
    'MB after all': (collect() - before) / 2 ** 20,
    'µs each': ((performance.now() - started) * 1000) / (count / 2),
    kept: deps.registry.executions.size,
  })
}

await waiting(10_000)
await ended(100_000)
for (const events of [100, 1000, 10_000, 24_996]) await historyOf(events)
