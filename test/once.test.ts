import { expect, test } from 'vitest'
import { once } from '../src/once.ts'

test('create runs at the first call only', async () => {
  let calls = 0
  const get = once(async () => ++calls)
  expect(await Promise.all([get(), get(), get()])).toEqual([1, 1, 1])
  expect(await get()).toBe(1)
})

test('after a rejection, the next call runs create again', async () => {
  let calls = 0
  const get = once(async () => {
    if (++calls === 1) throw new Error('not yet')
    return calls
  })
  await expect(get()).rejects.toThrow('not yet')
  expect(await get()).toBe(2)
})
