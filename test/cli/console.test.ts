import { expect, onTestFinished, test } from 'vitest'
import { createLocal } from '../../src/local.ts'
import { stepwise } from '../support/command-line.ts'

const echo = { name: 'echo', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const

const listMachines = (url: string, headers: Record<string, string>) =>
  fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'AWSStepFunctions.ListStateMachines',
      ...headers,
    },
    body: '{}',
  })

test('console serves another server with a token in its URL, until it is asked to stop', async () => {
  const local = createLocal()
  onTestFinished(local.close)
  await local.ensureStateMachine(echo)
  const { url: endpoint } = await local.listen({ port: 0 })
  const stop = new AbortController()
  let asked: unknown
  const onOut = async (text: string) => {
    const [, url = '', token = ''] = /(http:\/\/127\.0\.0\.1:\d+)\/#token=(\S+)/.exec(text) ?? []
    const [refused, replied] = [
      await listMachines(url, {}),
      await listMachines(url, { authorization: `Bearer ${token}` }),
    ]
    asked = [refused.status, token.length, await replied.json()]
    stop.abort()
  }
  const { code } = await stepwise(['console', '--endpoint-url', endpoint], { signal: stop.signal, onOut })
  const machine = { name: 'echo', type: 'STANDARD', creationDate: expect.any(Number) }
  expect(asked).toEqual([403, 32, { stateMachines: [expect.objectContaining(machine)] }])
  expect(code).toBe(0)
})

test('console needs an engine', async () => {
  const { code, err } = await stepwise(['console'])
  expect([code, err]).toEqual([2, expect.stringContaining('no engine given: add --aws or --endpoint-url <url>')])
})

test('local prints the URL of its console, with the token if it has one', async () => {
  const stop = new AbortController()
  const onOut = () => stop.abort()
  const { out } = await stepwise(['local', '--port', '0', '--token', 'a-secret-token'], { signal: stop.signal, onOut })
  expect(out).toMatch(/console: http:\/\/127\.0\.0\.1:\d+\/#token=a-secret-token\n/)
})
