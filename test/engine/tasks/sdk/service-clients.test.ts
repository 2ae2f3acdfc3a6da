import { SQSClient } from '@aws-sdk/client-sqs'
import { describe, expect, it } from 'vitest'
import { awsEnvironment } from '../../../../src/arn.ts'
import { allowOnly } from '../../../../src/engine/tasks/sdk/allow-only.ts'
import { loadFromProject } from '../../../../src/engine/tasks/sdk/load-client-package.ts'
import { ServiceClients, type ServiceClientsOptions } from '../../../../src/engine/tasks/sdk/service-clients.ts'
import { createLocal } from '../../../../src/local.ts'
import { type FakeCall, fakeClientPackage } from '../../../support/fake-client-package.ts'
import { createEngineDeps, runMachine, start } from '../../../support/run-machine.ts'
import { virtualLocal } from '../../../support/virtual-local.ts'

const environment = awsEnvironment('eu-west-1', '123456789012')
const list = { ListQueues: { request: { Prefix: 's' }, response: { Urls: ['s'] } } }
const load = () => fakeClientPackage(list, (_call, config) => config)
const connect = (name: string, options: ServiceClientsOptions) =>
  new ServiceClients({ load, ...options }, environment).connect(name)
const configOf = async (name: string, options: ServiceClientsOptions) => {
  const connection = connect(name, options)
  return 'problem' in connection ? connection.problem : connection.client.send({})
}

describe('the client of a service', () => {
  it('does not exist without an endpoint, a client or the permission to call AWS', async () => {
    expect(connect('sqs', {})).toMatchObject({
      problem: 'no call goes to AWS itself',
      remedy: expect.stringContaining('--service-endpoint sqs=<url>'),
    })
    expect(connect('sqs', { endpoints: { sns: 'http://a' } })).toHaveProperty('problem')
    expect(connect('sqs', { endpoints: { http: 'http://a', 'execute-api': 'http://a' } })).toHaveProperty('problem')
  })

  it('calls its endpoint, else that of all services, once and without credentials of AWS', async () => {
    const endpoints = { '*': 'http://all', events: 'http://events' }
    const common = { region: 'eu-west-1', maxAttempts: 1, credentials: { accessKeyId: '123456789012' } }
    expect(await configOf('sqs', { endpoints })).toMatchObject({ ...common, endpoint: 'http://all' })
    expect(await configOf('eventbridge', { endpoints })).toMatchObject({ ...common, endpoint: 'http://events' })
    expect(await configOf('sqs', { endpoints })).toMatchObject({
      useQueueUrlAsEndpoint: false,
      disableHostPrefix: true,
    })
  })

  it('has the default settings of the SDK if AWS may be called', async () => {
    expect(await configOf('sqs', { awsServices: true })).toEqual({ region: 'eu-west-1', maxAttempts: 1 })
  })

  it('is the one that the user gives', async () => {
    const client = { send: async () => 'mine' }
    expect(await configOf('eventbridge', { clients: { events: client }, endpoints: { '*': 'http://all' } })).toBe(
      'mine',
    )
  })

  it('is created once', () => {
    const clients = new ServiceClients({ load, endpoints: { '*': 'http://all' } }, environment)
    expect(clients.connect('sqs')).toBe(clients.connect('sqs'))
  })

  it('needs its package, and names it', () => {
    expect(connect('route53', { awsServices: true, load: loadFromProject })).toEqual({
      problem: '@aws-sdk/client-route-53 is not installed',
      remedy: 'Run npm install @aws-sdk/client-route-53',
    })
  })

  it('refuses requests to another host than its endpoint', async () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' }
    const client = new SQSClient({ region: 'eu-west-1', endpoint: 'http://127.0.0.1:1', credentials, maxAttempts: 1 })
    allowOnly(client, 'http://emulator')
    const { ListQueuesCommand } = await import('@aws-sdk/client-sqs')
    await expect(client.send(new ListQueuesCommand({}))).rejects.toThrow(
      'The request is for 127.0.0.1, but its endpoint is http://emulator: it was not sent',
    )
  })
})

const task = (resource: string, parameters = {}) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true } },
})

const sqs = { send: async () => ({ QueueUrls: ['u'] }) }

describe('a service integration', () => {
  it('uses a handler before a client', async () => {
    const tasks = { 'aws-sdk:sqs:listQueues': () => 'handled' }
    expect((await runMachine(task('aws-sdk:sqs:listQueues'), { tasks, clients: { sqs } })).output).toBe('handled')
    expect((await runMachine(task('aws-sdk:sqs:listQueues'), { clients: { sqs } })).output).toEqual({
      QueueUrls: ['u'],
    })
  })

  it.each([
    ['aws-sdk:s3:listBuckets', 'aws-sdk:s3'],
    ['aws-sdk:sfn:listActivities', 'aws-sdk:sfn:listActivities'],
    ['lambda:invoke', 'lambda'],
  ])('uses a handler before a service of the engine: %s', async (resource, name) => {
    expect((await runMachine(task(resource), { tasks: { [name]: () => 'handled' } })).output).toBe('handled')
  })

  it('uses a service of the engine before a client', async () => {
    const s3 = { send: async () => Promise.reject(new Error('The client was called')) }
    expect((await runMachine(task('aws-sdk:s3:listBuckets'), { clients: { s3 } })).output).toEqual({ Buckets: [] })
  })

  it('uses a client for what a service of the engine does not have', async () => {
    const calls: FakeCall[] = []
    const s3 = { send: async (command: FakeCall) => calls.push(command) && { LocationConstraint: 'eu-west-1' } }
    const run = await runMachine(task('aws-sdk:s3:getBucketLocation', { Bucket: 'b' }), { clients: { s3 } })
    expect([run.output, calls[0]?.input]).toEqual([{ LocationConstraint: 'eu-west-1' }, { Bucket: 'b' }])
  })

  it('fails without a client, and names the ways to offer it', async () => {
    const { error, cause } = await runMachine(task('aws-sdk:sqs:listQueues'))
    expect(error).toBe('States.TaskFailed')
    expect(cause).toContain('The embedded engine cannot call aws-sdk:sqs:listQueues: no call goes to AWS itself.')
    expect(cause).toContain('createLocal({ taskHandlers: { "aws-sdk:sqs:listQueues": (parameters) => response } })')
  })

  it.each([
    ['has no listQueues', { SqsClient: class {} }],
    ['is too old', { SqsClient: class {}, ListQueuesCommand: class {} }],
  ])('fails if the installed package %s', async (problem, exports) => {
    const { deps } = createEngineDeps()
    const services = new ServiceClients({ load: () => exports, endpoints: { '*': 'https://all' } }, environment)
    const execution = start(task('aws-sdk:sqs:listQueues'), { ...deps, services })
    await execution.done
    expect(execution.cause).toContain(
      `The embedded engine cannot call aws-sdk:sqs:listQueues: the installed @aws-sdk/client-sqs ${problem}. Run npm install @aws-sdk/client-sqs@latest, or pass a handler`,
    )
  })

  it('fails with the error of a client that is not one of a service', async () => {
    const failing = { send: async () => Promise.reject('a string') }
    const { error, cause } = await runMachine(task('aws-sdk:sqs:listQueues'), { clients: { sqs: failing } })
    expect([error, cause]).toEqual(['Sqs.SdkClientException', 'a string (SDK Attempt Count: 1)'])
  })

  it('fails with a response that is too large, of which it reads no more than needed', async () => {
    let read = 0
    const stream = (async function* () {
      for (; ; read++) yield Buffer.alloc(100_000)
    })()
    const s3 = { send: async () => ({ Body: stream }) }
    const run = await runMachine(task('aws-sdk:s3:getObjectTorrent', { Bucket: 'b', Key: 'k' }), { clients: { s3 } })
    expect(run.error).toBe('States.DataLimitExceeded')
    expect(read).toBeLessThan(5)
  })
})

describe('an engine with a client', () => {
  const parameters = { QueueUrl: 'http://q/1/orders', MessageBody: { 'token.$': '$$.Task.Token' } }

  it('waits for the task token that the client got', async () => {
    const sqs = {
      send: async ({ input }: { input: { MessageBody: string } }) => {
        await local.sendTaskSuccess(JSON.parse(input.MessageBody).token, { answer: 42 })
        return { MessageId: 'm' }
      },
    }
    const local = virtualLocal({ clients: { sqs } })
    await local.ensureStateMachine('ask', task('sqs:sendMessage.waitForTaskToken', parameters))
    expect((await local.runExecution('ask')).output).toEqual({ answer: 42 })
  })

  it('tests a state with it', async () => {
    const local = virtualLocal({ clients: { sqs } })
    const result = await local.testState(task('aws-sdk:sqs:listQueues'), { stateName: 'T', input: {} })
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { QueueUrls: ['u'] } })
  })

  it('uses no client for a mocked task', async () => {
    const failing = { send: async () => Promise.reject(new Error('The client was called')) }
    const local = virtualLocal({ clients: { sqs: failing }, mocks: { T: { output: ['mocked'] } } })
    await local.ensureStateMachine('list', task('aws-sdk:sqs:listQueues'))
    expect((await local.runExecution('list')).output).toEqual(['mocked'])
  })
})

describe('createLocal', () => {
  it.each([
    [{ serviceEndpoints: 'localhost' }, 'options.serviceEndpoints must be a URL such as http://localhost:5000'],
    [{ serviceEndpoints: { sqs: 1 } }, 'options.serviceEndpoints must be a URL such as http://localhost:5000'],
    [{ serviceEndpoints: { sqss: 'http://a' } }, 'options.serviceEndpoints: unknown service "sqss"; expected'],
    [{ serviceEndpoints: { sqss: 'http://a' } }, 'did you mean "sqs"?'],
    [{ clients: { constructor: { send() {} } } }, 'options.clients: unknown service "constructor"'],
    [{ clients: { sqs: {} } }, 'options.clients must be an object of SDK clients by service'],
    [{ awsServices: 'yes' }, 'options.awsServices must be true or false'],
  ])('rejects %j', (options, message) => {
    expect(() => createLocal(options as object)).toThrow(message)
  })
})
