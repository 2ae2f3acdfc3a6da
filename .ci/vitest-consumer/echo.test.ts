import { simulate } from 'stepwise-ts/testing'
import { expect, test } from 'vitest'

test('the matchers are registered and have types', async () => {
  const run = await simulate({ name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } }, { input: 1 })
  expect(run).toHaveSucceeded(1)
  // @ts-expect-error a state has a name
  expect(() => expect(run).toHaveRetried()).toThrow('there is no state named')
})
