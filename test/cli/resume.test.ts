import { expect, test } from 'vitest'
import { createLocal, type Local } from '../../src/local.ts'
import { stepwise } from '../support/command-line.ts'

const ship = { type: 'task', resource: 'lambda/ship', end: true } as const
const orders = {
  name: 'orders',
  startAt: 'price',
  states: { price: { type: 'pass', result: 25, resultPath: '$.price', next: 'ship' }, ship },
} as const

/** Serves an engine on which an order has failed, and would succeed now. */
const serve = async (): Promise<Local & { executionArn: string; engine: readonly string[] }> => {
  let isBroken = true
  const local = createLocal({
    lambdas: {
      ship: ({ price }) => {
        if (isBroken) throw new Error('no ship')
        return `shipped for ${price}`
      },
    },
  })
  const { url } = await local.listen({ port: 0 })
  await local.ensureStateMachine(orders)
  const { executionArn } = await local.runExecution('orders', { input: {}, throwOnFailure: false })
  isBroken = false
  return { ...local, executionArn, engine: ['--endpoint-url', url] }
}

test('resume redrives an execution that failed, and prints its ARN', async () => {
  await using served = await serve()
  const { executionArn, engine, waitForExecution } = served
  const { out, err, code } = await stepwise(['resume', executionArn, ...engine])
  expect({ out, err, code }).toEqual({
    out: `${executionArn}\n`,
    err: 'redriven: the execution itself continues\n',
    code: 0,
  })
  expect((await waitForExecution(executionArn)).output).toBe('shipped for 25')
})

test('resume --latest starts a new execution at the last state, and --follow shows it', async () => {
  await using served = await serve()
  const { executionArn, engine } = served
  const { out, err } = await stepwise(['resume', executionArn, '--latest', '--follow', ...engine])
  const [resumedArn = '', ...lines] = out.split('\n')
  expect(resumedArn).not.toBe(executionArn)
  expect(lines.join('\n')).toContain('SUCCEEDED')
  expect(err).toBe('started at "ship"\n')
})

test('resume --start-at with an unknown state names the states that were entered', async () => {
  await using served = await serve()
  const { code, err } = await stepwise(['resume', served.executionArn, '--start-at', 'shp', ...served.engine])
  expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('did you mean "ship"?') })
})
