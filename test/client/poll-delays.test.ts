import { expect, test } from 'vitest'
import { pollDelays } from '../../src/client/poll-delays.ts'

test('an execution of 30 s costs at most 12 looks', () => {
  let waited = 0
  let looks = 0
  for (const delay of pollDelays()) {
    waited += delay
    looks++
    if (waited >= 30_000) break
  }
  expect(looks).toBeLessThanOrEqual(12)
})

test('the first look comes after 5 ms, two never lie more than 5 s apart', () => {
  const delays = pollDelays()
  expect(Array.from({ length: 10 }, () => delays.next().value)).toEqual([
    5, 15, 45, 135, 405, 1215, 3645, 5000, 5000, 5000,
  ])
})
