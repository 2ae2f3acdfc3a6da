import { expect, test } from 'vitest'
import { endPollDelay } from '../../src/client/end-poll-delay.ts'
import { createSession } from '../../src/client/session.ts'
import { waitForExecution } from '../../src/client/wait-for-execution.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import { fakeAws } from '../support/fake-aws.ts'

/** Waits for executions of these durations at once, on an AWS in virtual time. Returns the times of the reads, and when each end was noticed. */
const waitFor = async (durations: readonly number[]) => {
  const system = virtualSystem()
  const start = system.now()
  const reads: number[] = []
  const { sfn } = fakeAws({
    DescribeExecution: ({ executionArn }) => {
      const elapsed = system.now() - start
      reads.push(elapsed)
      const isOver = elapsed >= Number(String(executionArn).split(':').at(-1))
      return { executionArn, stateMachineArn: 'arn', status: isOver ? 'SUCCEEDED' : 'RUNNING', startDate: 0 }
    },
  })
  sfn.middlewareStack.add((next) => (args) => system.holds?.work(() => next(args)) ?? next(args), {
    step: 'initialize',
  })
  const session = createSession({ sfn, system })
  const noticed = await Promise.all(
    durations.map(async (ms) => {
      await waitForExecution(session, `arn:aws:states:us-east-1:123456789012:execution:m:${ms}`)
      return system.now() - start
    }),
  )
  return { reads, noticed }
}

test.for([0, 30, 100, 1000, 5500, 20_000, 60_000])('the end of an execution of %d ms is noticed soon', async (ms) => {
  const { noticed } = await waitFor([ms])
  expect(noticed[0]).toBeGreaterThanOrEqual(ms)
  expect(noticed[0]).toBeLessThanOrEqual(ms + Math.min(Math.max(ms / 5, 20), 2000))
})

test('an execution of 30 s costs at most 45 reads', async () => {
  const { reads } = await waitFor([30_000])
  expect(reads.length).toBeLessThanOrEqual(45)
})

test("100 executions stay within AWS's bucket of 250 calls, refilled by 10 a second, but for a short burst", async () => {
  const { reads } = await waitFor(Array.from({ length: 100 }, () => 60_000))
  const rate = (from: number, to: number) => reads.filter((at) => at >= from && at < to).length / ((to - from) / 1000)
  expect(rate(0, 5000)).toBeLessThanOrEqual(60)
  expect(rate(50_000, 60_000)).toBeLessThanOrEqual(11)
})

test('the delay never shrinks', () => {
  const delays = Array.from({ length: 1000 }, (_, i) => endPollDelay({ waitedMs: i * 50, openWaits: 3 }))
  expect(delays).toEqual([...delays].sort((a, b) => a - b))
})
