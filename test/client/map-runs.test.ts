import { expect, test } from 'vitest'
import { collect } from '../support/collect.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const inspect = {
  startAt: 'odd',
  states: {
    odd: { type: 'choice', choices: [{ condition: ['=', '$', 2], next: 'no' }], default: 'yes' },
    no: { type: 'fail', error: 'Two' },
    yes: { type: 'succeed' },
  },
} as const
const distributed = { processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' } } as const

test('the child executions of a map run can be listed, by status too', async () => {
  const { ensureStateMachine, runExecution, listMapRuns, listExecutions } = virtualLocal()
  const each = {
    type: 'map',
    itemProcessor: { ...inspect, ...distributed },
    toleratedFailureCount: 1,
    end: true,
  } as const
  const { stateMachineArn } = await ensureStateMachine('inspection', { startAt: 'each', states: { each } })
  const { executionArn } = await runExecution('inspection', { input: [1, 2, 3] })
  const [mapRun, ...others] = await collect(listMapRuns(executionArn))
  expect(others).toEqual([])
  expect(mapRun).toMatchObject({ executionArn, stateMachineArn: expect.stringContaining(stateMachineArn) })
  expect(mapRun?.stopDate).toBeInstanceOf(Date)
  const mapRunArn = mapRun?.mapRunArn ?? ''
  expect(await collect(listExecutions({ mapRunArn }))).toHaveLength(3)
  expect(await collect(listExecutions({ mapRunArn, status: 'FAILED' }))).toMatchObject([
    { mapRunArn, itemCount: 1, status: 'FAILED' },
  ])
})

test('an execution without a distributed Map has no map runs', async () => {
  const { ensureStateMachine, runExecution, listMapRuns } = virtualLocal()
  await ensureStateMachine('echo', { startAt: 'a', states: { a: { type: 'succeed' } } })
  const { executionArn } = await runExecution('echo')
  expect(await collect(listMapRuns(executionArn))).toEqual([])
})

test('the options of a list of child executions are checked', async () => {
  const { listExecutions } = virtualLocal()
  await expect(collect(listExecutions({} as never))).rejects.toThrow(
    'options.mapRunArn must be the ARN of a map run, got undefined',
  )
  await expect(collect(listExecutions({ mapRunArn: 'arn', status: 'DONE' as never }))).rejects.toThrow(
    'options.status must be "RUNNING" or',
  )
})
