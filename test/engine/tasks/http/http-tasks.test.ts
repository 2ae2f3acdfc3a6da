import { describe, expect, it } from 'vitest'
import { hostProblem } from '../../../../src/engine/tasks/http/host-problem.ts'
import type { JsonObject } from '../../../../src/json.ts'
import { virtualSystem } from '../../../../src/virtual-system.ts'
import { type RunOptions, runMachine } from '../../../support/run-machine.ts'
import { type ServiceResponse, serveService } from '../../../support/service-server.ts'

const runTask = (resource: string, parameters: JsonObject, options: RunOptions = {}) => {
  const task = { Type: 'Task', Resource: `arn:aws:states:::${resource}`, Parameters: parameters, End: true }
  return runMachine({ StartAt: 'T', States: { T: task } }, { system: virtualSystem(), ...options })
}

const connection = { ConnectionArn: 'arn:aws:events:us-east-1:123456789012:connection/c/1' }

/** Runs an HTTP Task on a server that gives one response. */
const runHttp = async (parameters: JsonObject, response: ServiceResponse = { body: {} }) => {
  const { url, requests } = await serveService(() => response)
  const given = { ApiEndpoint: `${url}/orders`, Method: 'GET', Authentication: connection, ...parameters }
  return { ...(await runTask('http:invoke', given)), request: requests[0], requests }
}

describe('http:invoke', () => {
  it('sends the request, and returns the response', async () => {
    const headers = { 'content-type': 'application/json', 'x-a': '1' }
    const parameters = {
      Method: 'POST',
      QueryParameters: { id: ['1', '2'] },
      RequestBody: { a: 1 },
      Headers: { 'x-b': 'b' },
    }
    const { output, request } = await runHttp(parameters, { headers, body: { ok: true } })
    expect(request).toMatchObject({
      method: 'POST',
      path: '/orders?id=1&id=2',
      body: '{"a":1}',
      headers: {
        'content-type': 'application/json',
        'x-b': 'b',
        'user-agent': 'Amazon|StepFunctions|HttpInvoke|us-east-1',
      },
    })
    const expected = { StatusCode: 200, StatusText: 'OK', ResponseBody: { ok: true }, Headers: { 'x-a': ['1'] } }
    expect(output).toMatchObject(expected)
  })

  it.each([
    [undefined, 'list[0]=a&list[1]=b&at[x]=1'],
    ['INDICES', 'list[0]=a&list[1]=b&at[x]=1'],
    ['REPEAT', 'list=a&list=b&at[x]=1'],
    ['BRACKETS', 'list[]=a&list[]=b&at[x]=1'],
    ['COMMAS', 'list=a,b&at[x]=1'],
  ])('encodes a form with arrays as %s', async (ArrayFormat, body) => {
    const options = ArrayFormat === undefined ? {} : { RequestEncodingOptions: { ArrayFormat } }
    const { request } = await runHttp({
      Method: 'POST',
      RequestBody: { list: ['a', 'b'], at: { x: 1 } },
      Transform: { RequestBodyEncoding: 'URL_ENCODED', ...options },
    })
    expect(decodeURIComponent(request?.body ?? '')).toBe(body)
    expect(request?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  })

  it.each([
    [404, 'not here', 'States.Http.StatusCode.404', 'not here'],
    [503, '', 'States.Http.StatusCode.503', 'Service Unavailable'],
  ])('fails with the status %i', async (status, body, error, cause) => {
    expect(await runHttp({}, { status, body })).toMatchObject({ status: 'FAILED', error, cause })
  })

  it('does not follow a redirect', async () => {
    const { error, requests } = await runHttp({}, { status: 302, headers: { location: '/other' }, body: '' })
    expect([error, requests.length]).toEqual(['States.Http.StatusCode.302', 1])
  })

  it('fails without a response', async () => {
    const { url } = await serveService(() => ({ body: {} }))
    const ApiEndpoint = url.replace('http:', 'https:')
    const { error, cause } = await runTask('http:invoke', { ApiEndpoint, Method: 'GET' })
    expect(error).toBe('States.Http.Socket')
    expect(cause).toContain('SSL')
  })

  it('calls the endpoint of http instead', async () => {
    const { url, requests } = await serveService(() => ({ body: {} }))
    const parameters = { ApiEndpoint: 'https://api.stripe.com/v1/invoices?a=b', Method: 'GET' }
    await runTask('http:invoke', parameters, { serviceEndpoints: { http: `${url}/stripe` } })
    expect(requests).toMatchObject([{ path: '/stripe/v1/invoices?a=b' }])
  })

  it.each([
    ['https://sqs.us-east-1.amazonaws.com/', 'sqs.us-east-1.amazonaws.com is AWS itself.'],
    ['http://169.254.169.254/latest/meta-data', '169.254.169.254 is an address of the machine'],
    ['http://2852039166/', '169.254.169.254 is an address of the machine'],
    ['http://example.com/', 'example.com must be called with https.'],
  ])('does not call %s', async (ApiEndpoint, problem) => {
    const { error, cause } = await runTask('http:invoke', { ApiEndpoint, Method: 'GET' })
    expect(error).toBe('States.Http.Socket')
    expect(cause).toContain(problem)
  })

  it.each([
    [{ Headers: 'x' }, "The value of the field 'Headers' has an invalid format"],
    [{ Headers: { authorization: 'x' } }, "The value of the field 'Headers' has an invalid format"],
    [{ QueryParameters: '?a=b' }, "The value of the field 'QueryParameters' has an invalid format"],
    [{ Method: 'TRACE' }, "The value of the field 'Method' has an invalid format"],
  ])('does not start with %j', async (parameters, problem) => {
    const { error, cause, requests, history } = await runHttp(parameters)
    expect(error).toBe('States.Runtime')
    expect(cause).toContain(`could not be used to start the Task: [${problem}]`)
    expect(history.join()).not.toContain('TaskScheduled')
    expect(requests).toEqual([])
  })
})

describe('apigateway:invoke', () => {
  const api = {
    ApiEndpoint: 'abc.execute-api.us-east-1.amazonaws.com',
    Method: 'POST',
    Stage: 'prod',
    Path: '/bills/add',
  }

  it('calls the stage and the path on the endpoint of execute-api', async () => {
    const { url, requests } = await serveService(() => ({ body: { id: 1 } }))
    const options = { serviceEndpoints: { 'execute-api': url } }
    const { output } = await runTask(
      'apigateway:invoke',
      { ...api, QueryParameters: { a: ['b'] }, RequestBody: 'text' },
      options,
    )
    expect(requests).toMatchObject([{ method: 'POST', path: '/prod/bills/add?a=b', body: 'text' }])
    expect(output).toMatchObject({ ResponseBody: { id: 1 }, StatusCode: 200, StatusText: 'OK' })
  })

  it('fails with the status of the response', async () => {
    const { url } = await serveService(() => ({ status: 403, body: { message: 'Missing Authentication Token' } }))
    const run = await runTask('apigateway:invoke', api, { serviceEndpoints: { 'execute-api': url } })
    expect(run).toMatchObject({ error: 'ApiGateway.403', cause: '{"message":"Missing Authentication Token"}' })
  })

  it('does not call AWS itself', async () => {
    const { error, cause } = await runTask('apigateway:invoke', api, { serviceEndpoints: 'http://127.0.0.1:1' })
    expect(error).toBe('ApiGateway.SdkClientException')
    expect(cause).toContain('abc.execute-api.us-east-1.amazonaws.com is AWS itself. --aws-services allows it.')
  })

  it('does not start with a header whose value is not a list', async () => {
    const { cause } = await runTask('apigateway:invoke', { ...api, Headers: { a: 'b' } })
    expect(cause).toContain("[The value of the field 'Headers' has an invalid format]")
  })
})

describe('a host', () => {
  it.each([
    'https://api.stripe.com',
    'http://localhost:3000',
    'http://127.0.0.1:3000',
    'http://[::1]:3000',
    'http://app.localhost',
    'https://notamazonaws.com',
  ])('%s may be called', (url) => {
    expect(hostProblem(new URL(url), false)).toBeUndefined()
  })

  it('of AWS may be called if AWS may', () => {
    const url = new URL('https://abc.execute-api.us-east-1.amazonaws.com')
    expect([hostProblem(url, true), hostProblem(url, false)]).toEqual([undefined, expect.any(String)])
  })
})
