import { expect, test, vi } from 'vitest'
import { createSession } from '../../src/client/session.ts'

test('a connection that failed is tried again at the next call', async () => {
  vi.doMock('@aws-sdk/client-sfn', () => {
    throw new Error('too many open files')
  })
  const session = createSession()
  await expect(session.connect()).rejects.toThrow()
  vi.doUnmock('@aws-sdk/client-sfn')
  const { sfn, sdk } = await session.connect()
  expect(sfn).toBeInstanceOf(sdk.SFNClient)
  expect((await session.connect()).sfn).toBe(sfn)
})
