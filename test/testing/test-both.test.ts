import { afterEach, expect, test } from 'vitest'
import { sleep, withOptions } from '../../src/compile.ts'
import { createLocal } from '../../src/local.ts'
import { testBoth } from '../../src/testing.ts'
import { virtualSystem } from '../../src/virtual-system.ts'

const greet = async ({ name }: { name: string }, { upper }: { upper: (name: string) => Promise<string> }) => {
  await sleep(3600)
  return `hello ${await upper(name)}`
}
const implementations = { upper: (name: string) => name.toUpperCase() }

const open: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of open.splice(0)) await one.close()
})

test('runs each case as a function and simulated, without waiting', async () => {
  const results = await testBoth(greet, [{ name: 'ada', input: { name: 'ada' }, output: 'hello ADA' }], {
    implementations,
  })
  const outcome = { output: 'hello ADA' }
  expect(results).toEqual([{ name: 'ada', asFunction: outcome, simulated: outcome }])
})

test('retries take no time', async () => {
  let attempts = 0
  const flaky = () => {
    attempts++
    if (attempts % 2 === 1) throw Object.assign(new Error('again'), { name: 'Flaky' })
    return attempts
  }
  const fn = async (_: unknown, calls: { flaky: () => Promise<number> }) => calls.flaky()
  const retried = async (_: unknown, { flaky }: { flaky: () => Promise<number> }) => {
    await withOptions(flaky, { retry: { errorEquals: 'Flaky', intervalSeconds: 3600 } })()
    return 'done'
  }
  await expect(testBoth(fn, [])).rejects.toThrow('the second parameter must name what the function calls')
  await testBoth(retried, [{ output: 'done' }], { implementations: { flaky } })
  expect(attempts).toBe(4)
})

test('reports every case whose outcome is not the expected one', async () => {
  const cases = [
    { name: 'ada', input: { name: 'ada' }, output: 'hello' },
    { input: { name: 'bob' }, error: 'TooShort' },
  ]
  await expect(testBoth(greet, cases, { implementations })).rejects.toThrow(
    'ada: expected that the function returns "hello", but it returns "hello ADA"\n' +
      'case 2: expected that the function fails with TooShort, but it returns "hello BOB"',
  )
})

test('reports a case whose runs differ', async () => {
  let calls = 0
  const upper = () => `${++calls}`
  await expect(testBoth(greet, [{ input: { name: 'ada' } }], { implementations: { upper } })).rejects.toThrow(
    'case 1: the function returns "hello 1", but the simulated state machine returns "hello 2"',
  )
})

test('an instance runs the cases too', async () => {
  const local = createLocal({ system: virtualSystem() })
  open.push(local)
  const [result] = await testBoth(greet, [{ input: { name: 'ada' } }], { implementations, aws: local })
  expect(result?.onAws).toEqual({ output: 'hello ADA' })
})
