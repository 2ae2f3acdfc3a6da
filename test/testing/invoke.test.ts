import { expect, test } from 'vitest'
import { z } from 'zod'
import { invoke } from '../../src/testing.ts'

const handlers = {
  'activity/add': ({ x, y }: { x: number; y: number }) => x + y,
  'activity/price': {
    handler: ({ item }: { item: string }, { taskToken }: { taskToken: string }) => `${item} ${taskToken}`,
    input: z.object({ item: z.string() }),
    interceptors: [
      async (task: { input: { item: string } }, next: (task: never) => Promise<unknown>) => [await next(task as never)],
    ],
  },
}

test('a handler is called with its input', async () => {
  expect(await invoke(handlers, 'activity/add', { x: 1, y: 2 })).toBe(3)
})

test('interceptors and schemas apply, and the context can be given', async () => {
  expect(await invoke(handlers, 'activity/price', { item: 'book' }, { taskToken: 't' })).toEqual(['book t'])
  await expect(invoke(handlers, 'activity/price', { item: 7 })).rejects.toMatchObject({ error: 'Worker.InvalidInput' })
})

test('what the handler throws is thrown', async () => {
  const broken = { 'activity/x': () => Promise.reject(new RangeError('no')) }
  await expect(invoke(broken, 'activity/x', {})).rejects.toThrow(RangeError)
})

test('a handler that does not exist is refused', async () => {
  await expect(invoke(handlers, 'activity/ad' as 'activity/add', {})).rejects.toThrow('did you mean "activity/add"?')
})
