import { expect, test } from 'vitest'
import { stamp } from '../../src/dsl/stamp.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const names = { stateMachineName: 'echo', executionName: 'run-7' }

test('an execution with a stamped input has its names in the input', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine({ name: 'echo', startAt: 'p', states: { p: { type: 'pass', end: true } } })
  const { output } = await runExecution('echo', { name: 'run-7', input: stamp({ x: 1 }, names) })
  expect(output).toEqual({ x: 1, 'state-machine-name': 'echo', 'execution-name': 'run-7' })
})

test('an input that is not an object stays as it is', () => {
  expect([undefined, null, 5, 'x', [1]].map((input) => stamp<unknown>(input, names))).toEqual([
    undefined,
    null,
    5,
    'x',
    [1],
  ])
})

test('the input itself does not change', () => {
  const input = { x: 1 }
  stamp(input, names)
  expect(input).toEqual({ x: 1 })
})
