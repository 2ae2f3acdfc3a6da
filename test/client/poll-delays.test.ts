import { expect, test } from 'vitest'
import { pollDelays } from '../../src/client/poll-delays.ts'

test('delays grow threefold from 5 ms to at most 5 s', () => {
  const delays = pollDelays()
  expect(Array.from({ length: 10 }, () => delays.next().value)).toEqual([
    5, 15, 45, 135, 405, 1215, 3645, 5000, 5000, 5000,
  ])
})
