import { createServer } from 'node:http'
import { CreateStateMachineCommand, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { expect, it, onTestFinished, vi } from 'vitest'
import { pass, roleArn, virtualEngine } from '../../support/virtual-engine.ts'

interface Call {
  operation: string
  // biome-ignore lint/suspicious/noExplicitAny: any input of CloudWatch Logs
  input: any
}

/** A CloudWatch Logs API with one log group. */
const serveLogs = async (logGroupName: string) => {
  const calls: Call[] = []
  const streams = new Set<string>()
  const reply = ({ operation, input }: Call): [number, object] => {
    if (operation === 'DescribeLogGroups')
      return [
        200,
        { logGroups: [{ logGroupName }].filter((group) => group.logGroupName.startsWith(input.logGroupNamePrefix)) },
      ]
    if (operation === 'CreateLogStream') streams.add(input.logStreamName)
    return streams.has(input.logStreamName) ? [200, {}] : [400, { __type: 'ResourceNotFoundException' }]
  }
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const operation = String(request.headers['x-amz-target']).replace('Logs_20140328.', '')
      const call = { operation, input: JSON.parse(body) }
      calls.push(call)
      const [status, output] = reply(call)
      response.writeHead(status).end(JSON.stringify(output))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0
  return { calls, streams, endpoint: `http://127.0.0.1:${port}` }
}

const arnOf = (logGroup: string) => `arn:aws:logs:us-east-1:123456789012:log-group:${logGroup}:*`
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'

const engineWith = async (logGroup: string, endpoint: string) => {
  const { sfn, engine } = virtualEngine({ serviceEndpoints: { logs: endpoint } })
  const destinations = [{ cloudWatchLogsLogGroup: { logGroupArn: arnOf(logGroup) } }]
  const machine = {
    name: 'orders',
    definition: pass,
    roleArn,
    loggingConfiguration: { level: 'ALL' as const, destinations },
  }
  const created = sfn.send(new CreateStateMachineCommand(machine))
  const run = async () => {
    await created
    const { executionArn = '' } = await sfn.send(new StartExecutionCommand({ stateMachineArn }))
    await engine.ended(executionArn)
  }
  return { created, run, engine }
}

const messagesIn = (calls: readonly Call[]) =>
  calls
    .filter(({ operation }) => operation === 'PutLogEvents')
    .flatMap(({ input }) => input.logEvents.map(({ message }: { message: string }) => JSON.parse(message).type))

it('writes the events to a log stream of the state machine, and closes when they are delivered', async () => {
  const { calls, endpoint } = await serveLogs('/orders')
  const { run, engine } = await engineWith('/orders', endpoint)
  await run()
  await engine.close()
  expect(messagesIn(calls)).toEqual(['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'])
  expect(calls.filter(({ operation }) => operation === 'CreateLogStream')).toHaveLength(1)
  const { input } = calls.at(-1) ?? {}
  expect(input).toMatchObject({ logGroupName: '/orders', logStreamName: expect.stringMatching(/^states\/orders\//) })
  expect(input.logEvents[0].timestamp).toBe(Date.UTC(2026, 0, 1))
})

it('creates its log stream again if the log group was emptied', async () => {
  const { calls, streams, endpoint } = await serveLogs('/orders')
  const { run, engine } = await engineWith('/orders', endpoint)
  await run()
  await vi.waitUntil(() => messagesIn(calls).length === 4)
  streams.clear()
  calls.length = 0
  await run()
  await engine.close()
  expect(calls.filter(({ operation }) => operation === 'CreateLogStream')).toHaveLength(1)
  expect(messagesIn(calls)).toContain('ExecutionSucceeded')
})

it('refuses a log group that does not exist', async () => {
  const { endpoint } = await serveLogs('/orders-of-others')
  const { created } = await engineWith('/orders', endpoint)
  await expect(created).rejects.toMatchObject({
    name: 'InvalidLoggingConfiguration',
    message: 'Invalid Logging Configuration: Log Destination not found.',
  })
})

it('warns once if the endpoint cannot be reached, and runs the executions', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const { run, engine } = await engineWith('/orders', 'http://127.0.0.1:1')
  await run()
  await run()
  await engine.close()
  expect(warn.mock.calls).toEqual([[expect.stringMatching(/^log events for \/orders are lost: /)]])
  warn.mockRestore()
})
