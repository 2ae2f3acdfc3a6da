import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ServiceClients } from '../../../../src/engine/tasks/sdk/service-clients.ts'
import type { JsonObject } from '../../../../src/json.ts'
import { virtualSystem } from '../../../../src/virtual-system.ts'
import { createEngineDeps, eventsOf, runMachine, start } from '../../../support/run-machine.ts'
import { type ReceivedRequest, type ServiceResponse, serveService } from '../../../support/service-server.ts'

const task = (resource: string, parameters: JsonObject) => ({
  StartAt: 'T',
  States: { T: { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true } },
})

const run = async (
  resource: string,
  parameters: JsonObject,
  respond: (request: ReceivedRequest) => ServiceResponse | Promise<ServiceResponse>,
) => {
  const { url, requests } = await serveService(respond)
  const execution = await runMachine(task(resource, parameters), { serviceEndpoints: url, system: virtualSystem() })
  return { ...execution, requests, url }
}

const json = (body: object, status = 200): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body,
})

const queue = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

describe('an optimized integration', () => {
  it('sends its parameters to the endpoint, and adds the HTTP metadata to the response', async () => {
    const md5 = createHash('md5').update('{"id":7}').digest('hex')
    const sent = { MessageId: 'm-1', MD5OfMessageBody: md5 }
    const { output, requests } = await run('sqs:sendMessage', { QueueUrl: queue, MessageBody: { id: 7 } }, () =>
      json(sent),
    )
    expect(requests).toMatchObject([{ method: 'POST', headers: { 'x-amz-target': 'AmazonSQS.SendMessage' } }])
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({ QueueUrl: queue, MessageBody: '{"id":7}' })
    expect(output).toMatchObject({
      ...sent,
      SdkHttpMetadata: {
        HttpStatusCode: 200,
        HttpHeaders: { 'x-amzn-RequestId': 'r-1', 'Content-Type': 'application/x-amz-json-1.0' },
        AllHttpHeaders: { 'x-amzn-RequestId': ['r-1'] },
      },
      SdkResponseMetadata: { RequestId: 'r-1' },
    })
  })

  it('signs requests for the account and the region of the execution', async () => {
    const { requests } = await run('sqs:sendMessage', { QueueUrl: queue, MessageBody: 'x' }, () => json({}))
    expect(requests[0]?.headers.authorization).toContain('Credential=123456789012/')
    expect(requests[0]?.headers.authorization).toContain('/us-east-1/sqs/')
  })

  it.each([
    ['ResourceNotFoundException', 'DynamoDB.ResourceNotFoundException'],
    ['ValidationException', 'DynamoDB.AmazonDynamoDBException'],
  ])('fails with the names of version 1 of the SDK for Java: %s', async (code, error) => {
    const body = { __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'No' }
    const failed = await run('dynamodb:getItem', { TableName: 't', Key: { id: { S: 'a' } } }, () => json(body, 400))
    const cause = `No (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ${code}; Request ID: r-1; Proxy: null)`
    expect(failed).toMatchObject({ status: 'FAILED', error, cause })
    expect(failed.requests).toHaveLength(1)
  })

  it('reads the errors of a service that answers in XML', async () => {
    const body = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameter</Code><Message>No topic</Message></Error><RequestId>r-2</RequestId></ErrorResponse>`
    const respond = () => ({ status: 400, headers: { 'content-type': 'text/xml' }, body })
    const { error, cause, requests } = await run('sns:publish', { TopicArn: 'a', Message: { a: 1 } }, respond)
    expect(Object.fromEntries(new URLSearchParams(requests[0]?.body))).toMatchObject({ Message: '{"a":1}' })
    expect(error).toBe('SNS.InvalidParameterException')
    expect(cause).toContain('No topic (Service: AmazonSNS; Status Code: 400; Error Code: InvalidParameter;')
  })

  it('fails if the service answers with something else', async () => {
    const respond = () => ({ status: 500, headers: { 'content-type': 'text/html' }, body: '<!doctype html>' })
    const { error, cause } = await run('sqs:sendMessage', { QueueUrl: queue, MessageBody: 'x' }, respond)
    expect(error).toBe('SQS.AmazonSQSException')
    expect(cause).toMatch(/^Unexpected token .*Status Code: 500; Error Code: null/)
  })

  it('fails if a queue is not a URL, as the SDK for Java looks it up as a host', async () => {
    const failed = await run('sqs:sendMessage', { QueueUrl: 'orders', MessageBody: 'x' }, () => json({}))
    expect(failed).toMatchObject({
      error: 'SQS.SdkClientException',
      cause: 'Unable to execute HTTP request: orders: Name or service not known',
      requests: [],
    })
  })

  it('appends the state machine and the execution to the resources of an event', async () => {
    const entry = { Source: 's', DetailType: 't', Detail: { a: 1 }, Resources: ['arn:x'] }
    const { requests } = await run('events:putEvents', { Entries: [entry] }, () =>
      json({ FailedEntryCount: 0, Entries: [] }),
    )
    expect(JSON.parse(requests[0]?.body ?? '').Entries[0]).toMatchObject({
      Detail: '{"a":1}',
      Resources: [
        'arn:x',
        'arn:aws:states:us-east-1:123456789012:stateMachine:machine',
        'arn:aws:states:us-east-1:123456789012:execution:machine:run',
      ],
    })
  })

  it('fails if an event was not accepted', async () => {
    const response = { FailedEntryCount: 1, Entries: [{ ErrorCode: 'MalformedDetail', ErrorMessage: 'Bad' }] }
    const { error, cause } = await run('events:putEvents', { Entries: [{ Source: 's' }] }, () => json(response))
    expect(error).toBe('EventBridge.FailedEntry')
    expect(JSON.parse(cause ?? '')).toEqual(response)
  })
})

describe('an AWS SDK integration', () => {
  it('has the names of the SDK for Java 2.x and times in ISO 8601', async () => {
    const secret = { ARN: 'arn:s', Name: 'n', CreatedDate: 1_700_000_000.5, LastChangedDate: 1_700_000_000 }
    const { output } = await run('aws-sdk:secretsmanager:listSecrets', {}, () => json({ SecretList: [secret] }))
    const times = { CreatedDate: '2023-11-14T22:13:20.500Z', LastChangedDate: '2023-11-14T22:13:20Z' }
    expect(output).toEqual({ SecretList: [{ Arn: 'arn:s', Name: 'n', ...times }] })
  })

  it('sends bytes and the values of maps', async () => {
    const item = { data: { B: 'text' }, no: { Nul: true }, list: { L: [{ Bool: false }] } }
    const { requests } = await run('aws-sdk:dynamodb:putItem', { TableName: 't', Item: item }, () => json({}))
    expect(JSON.parse(requests[0]?.body ?? '').Item).toEqual({
      data: { B: Buffer.from('text').toString('base64') },
      no: { NULL: true },
      list: { L: [{ BOOL: false }] },
    })
  })

  it.each([
    ['ResourceNotFoundException', 'DynamoDb.ResourceNotFoundException'],
    ['ValidationException', 'DynamoDb.DynamoDbException'],
  ])('fails with the names of the SDK for Java 2.x: %s', async (code, error) => {
    const failed = await run('aws-sdk:dynamodb:listTables', {}, () => json({ __type: code, message: 'No' }, 400))
    const cause = 'No (Service: DynamoDb, Status Code: 400, Request ID: r-1) (SDK Attempt Count: 1)'
    expect(failed).toMatchObject({ status: 'FAILED', error, cause })
  })

  it('does not start with members that the service does not have', async () => {
    const parameters = { TableName: 't', constructor: 1, Key: { id: { s: 'a' } } }
    const { error, cause, history, requests } = await run('aws-sdk:dynamodb:getItem', parameters, () => json({}))
    const field = (name: string) => `The field '${name}' is not supported by Step Functions`
    expect(error).toBe('States.Runtime')
    expect(cause).toContain(`could not be used to start the Task: [${field('constructor')}, ${field('s')}]`)
    expect(history.join()).not.toContain('TaskScheduled')
    expect(requests).toEqual([])
  })

  it('fails with SdkClientException if nothing listens', async () => {
    const serviceEndpoints = 'http://127.0.0.1:1'
    const failed = await runMachine(task('aws-sdk:sqs:listQueues', {}), { serviceEndpoints, system: virtualSystem() })
    expect(failed.error).toBe('Sqs.SdkClientException')
    expect(failed.cause).toMatch(/^Unable to execute HTTP request: .*ECONNREFUSED.* \(SDK Attempt Count: 1\)$/)
  })
})

it('a stopped execution closes the request', async () => {
  const { url, requests } = await serveService(() => new Promise(() => {}))
  const { deps } = createEngineDeps({ system: virtualSystem() })
  const services = new ServiceClients({ endpoints: { '*': url } }, deps.environment)
  const execution = start(task('aws-sdk:sqs:listQueues', {}), { ...deps, services })
  await expect.poll(() => requests.length).toBe(1)
  execution.stop()
  await requests[0]?.closed
  await execution.done
  expect(eventsOf(execution).at(-1)?.type).toBe('ExecutionAborted')
})
