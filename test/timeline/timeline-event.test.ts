import { expect, test } from 'vitest'
import { processorTime } from '../../src/system.ts'
import type { TimelineEvent } from '../../src/timeline/timeline-event.ts'
import { timelineOf } from './timeline-of.ts'

test.each([
  ['as the SDK has them', (seconds: number) => new Date(seconds * 1000)],
  ['in seconds', (seconds: number) => seconds],
  ['in milliseconds', (seconds: number) => seconds * 1000],
  ['as the command line of AWS prints them', (seconds: number) => new Date(seconds * 1000).toISOString()],
])('timestamps can be %s, and payloads strings', (_, timestamp) => {
  const entered = { name: 'a', input: '{"x":"1"}' }
  const timeline = timelineOf([
    { id: 1, timestamp: timestamp(1_700_000_000), type: 'ExecutionStarted' },
    {
      id: 2,
      previousEventId: 1,
      timestamp: timestamp(1_700_000_001.5),
      type: 'PassStateEntered',
      ...{ stateEnteredEventDetails: entered },
    },
  ])
  expect(timeline.root.start).toBe(1_700_000_000_000)
  expect(timeline.states[0]).toMatchObject({ start: 1_700_000_001_500, input: { x: '1' } })
})

test('25,000 events are read in well under a second', () => {
  const timestamp = 1_700_000_000
  const events: TimelineEvent[] = [
    { id: 1, timestamp, type: 'MapStateEntered', ...{ stateEnteredEventDetails: { name: 'each', input: '[]' } } },
    { id: 2, previousEventId: 1, timestamp, type: 'MapStateStarted' },
  ]
  const add = (type: string, previousEventId: number, details: object) => {
    const id = events.length + 1
    events.push({ id, previousEventId, timestamp: timestamp + id, type, ...details })
    return id
  }
  for (let index = 0; events.length < 25_000; index++) {
    const started = add('MapIterationStarted', 2, { mapIterationStartedEventDetails: { name: 'each', index } })
    const entered = add('PassStateEntered', started, { stateEnteredEventDetails: { name: 'a', input: '{}' } })
    const exited = add('PassStateExited', entered, { stateExitedEventDetails: { name: 'a', output: '{}' } })
    add('MapIterationSucceeded', exited, { mapIterationSucceededEventDetails: { name: 'each', index } })
  }
  const before = processorTime()
  const timeline = timelineOf(events)
  expect(processorTime() - before).toBeLessThan(500)
  expect(timeline.states).toHaveLength(6251)
})
