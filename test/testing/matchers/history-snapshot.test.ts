import { expect, test } from 'vitest'
import { historySnapshot, simulate } from '../../../src/testing.ts'
import { accepted, orders, rejected } from '../orders.ts'

test('equal runs at other times and with other ids have the same snapshot', async () => {
  const snapshots = await Promise.all(
    [1, 2].map(async (seed) => historySnapshot(await simulate(orders, { ...accepted, seed, now: seed * 1e12 }))),
  )
  expect(snapshots[0]).toBe(snapshots[1])
})

test('other decisions make another snapshot', async () => {
  const [one, other] = [await simulate(orders, accepted), await simulate(orders, rejected)]
  expect(historySnapshot(one)).not.toBe(historySnapshot(other))
})

test('task tokens, UUIDs and times within the run have placeholders', async () => {
  const definition = {
    startAt: 'send',
    states: {
      send: {
        type: 'task',
        resource: 'sqs:sendMessage.waitForTaskToken',
        parameters: {
          QueueUrl: 'https://queue',
          MessageBody: {
            'TaskToken.$': '$$.Task.Token',
            'id.$': '$$.Execution.Name',
            'at.$': '$$.State.EnteredTime',
            due: '2020-01-01T00:00:00Z',
          },
        },
        end: true,
      },
    },
  } as const
  const run = await simulate(definition, { handlers: { 'sqs:sendMessage.waitForTaskToken': () => 1 } })
  const scheduled = historySnapshot(run)
    .split('\n')
    .find((line) => line.startsWith('TaskScheduled'))
  expect(scheduled).toContain('{"TaskToken":"<token>","at":"<time>","due":"2020-01-01T00:00:00Z","id":"<uuid>"}')
})
