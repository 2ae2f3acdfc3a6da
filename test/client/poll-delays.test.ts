import { expect, test } from 'vitest'
import { pollDelays } from '../../src/client/poll-delays.ts'

test('an execution of 30 s costs at most 12 reads', () => {
  let waited = 0
  let reads = 0
  for (const delay of pollDelays()) {
    waited += delay
    reads++
    if (waited >= 30_000) break
  }
  expect(reads).toBeLessThanOrEqual(12)
})

test('delays grow threefold from 5 ms to at most 5 s', () => {
  const delays = pollDelays()
  expect(Array.from({ length: 10 }, () => delays.next().value)).toEqual([
    5, 15, 45, 135, 405, 1215, 3645, 5000, 5000, 5000,
  ])
})
