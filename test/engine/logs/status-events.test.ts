import { describe, expect, it, vi } from 'vitest'
import { serveService } from '../../support/service-server.ts'
import { virtualLocal } from '../../support/virtual-local.ts'

const pass = { startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
const fail = { startAt: 'a', states: { a: { type: 'fail', error: 'E', cause: 'C' } } } as const

/** Runs executions of the state machine `orders`, and returns the entries that EventBridge got. */
const publish = async (
  definition: typeof pass | typeof fail,
  inputs: readonly unknown[],
  type: 'STANDARD' | 'EXPRESS' = 'STANDARD',
) => {
  const { url, requests } = await serveService(() => ({ body: { FailedEntryCount: 0, Entries: [] } }))
  const local = virtualLocal({ serviceEndpoints: { events: url } })
  const { stateMachineArn } = await local.ensureStateMachine('orders', definition, { type })
  for (const [index, input] of inputs.entries()) {
    const { executionArn } = await local.startExecution('orders', { input, name: `run-${index}` })
    if (type === 'STANDARD') await local.waitForExecution(executionArn, { throwOnFailure: false })
  }
  await local.close()
  const entries = requests.flatMap(({ body }) => JSON.parse(body).Entries)
  return { stateMachineArn, requests, entries, details: entries.map(({ Detail }) => JSON.parse(Detail)) }
}

describe('an execution', () => {
  it('publishes its start and its end', async () => {
    const { entries, details, requests, stateMachineArn } = await publish(pass, [{ x: 1 }])
    const executionArn = stateMachineArn.replace('stateMachine', 'execution').concat(':run-0')
    expect(requests[0]?.headers['x-amz-target']).toBe('AWSEvents.PutEvents')
    expect(entries[0]).toMatchObject({
      Source: 'aws.states',
      DetailType: 'Step Functions Execution Status Change',
      Resources: [executionArn],
    })
    expect(details).toMatchObject([
      {
        ...{ executionArn, stateMachineArn, name: 'run-0', status: 'RUNNING', stopDate: null },
        ...{ input: '{"x":1}', inputDetails: { included: true }, output: null, outputDetails: null },
        ...{ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: 'Execution is RUNNING and cannot be redriven' },
      },
      { status: 'SUCCEEDED', output: '{"x":1}', outputDetails: { included: true }, stopDate: expect.any(Number) },
    ])
  })

  it('publishes its error', async () => {
    const { details } = await publish(fail, [{}])
    expect(details[1]).toMatchObject({ status: 'FAILED', error: 'E', cause: 'C', redriveStatus: 'REDRIVABLE' })
  })

  it('publishes nothing if it is EXPRESS', async () => {
    expect((await publish(pass, [{}], 'EXPRESS')).entries).toEqual([])
  })

  it('publishes no data that is larger than an event may be', async () => {
    const { details } = await publish(pass, ['a'.repeat(130_000)])
    expect(details).toMatchObject([
      { inputDetails: { included: true } },
      { input: null, inputDetails: { included: false }, output: null, outputDetails: { included: false } },
    ])
  })

  it('publishes events in their order', async () => {
    const { details } = await publish(pass, Array(12).fill({}))
    const expected = Array.from({ length: 12 }, (_, index) => [`run-${index} RUNNING`, `run-${index} SUCCEEDED`]).flat()
    expect(details.map(({ name, status }) => `${name} ${status}`)).toEqual(expected)
  })
})

it('an endpoint that rejects events is warned of once', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { url } = await serveService(() => ({ status: 400, body: { message: 'No' } }))
  const local = virtualLocal({ serviceEndpoints: { events: url } })
  await local.ensureStateMachine('orders', pass)
  await local.runExecution('orders', { input: {} })
  await local.runExecution('orders', { input: {} })
  await local.close()
  expect(warn.mock.calls).toEqual([[expect.stringContaining('events of executions are lost: PutEvents: 400')]])
  warn.mockRestore()
})
