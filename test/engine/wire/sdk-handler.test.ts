import { expect, it } from 'vitest'
import { createEngine } from '../../../src/engine/engine.ts'

it('rejects a poll that is aborted while its body is read', async () => {
  const { requestHandlers, close } = createEngine()
  const abort = new AbortController()
  const body = (async function* () {
    abort.abort()
    yield Buffer.from(JSON.stringify({ activityArn: 'arn:aws:states:us-east-1:123456789012:activity:add' }))
  })()
  const headers = { 'x-amz-target': 'AWSStepFunctions.GetActivityTask' }
  const request = { method: 'POST', hostname: 'localhost', path: '/', headers, body }
  await expect(requestHandlers.sfn.handle(request, { abortSignal: abort.signal })).rejects.toMatchObject({
    name: 'AbortError',
  })
  await close()
})
