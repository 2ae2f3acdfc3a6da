import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import * as sdk from '@aws-sdk/client-sfn'
import { afterEach, describe, expect, test } from 'vitest'
import { consoleSite } from '../../src/console/console-site.ts'
import { embeddedSite } from '../../src/console/embedded-site.ts'
import { routeTo } from '../../src/console/page/model/route.ts'
import { createPageFiles } from '../../src/console/page-files.ts'
import { serveConsole } from '../../src/console/serve-console.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { HttpServer } from '../../src/engine/wire/http-server.ts'
import { browserConsole, browserPath, browserTimeout, inBrowser } from '../support/browser-console.ts'
import { clientAt } from '../support/virtual-engine.ts'

const { serve, open, readFile } = browserConsole()

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const call = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }

describe('the server of the console', () => {
  test('replies with the page to browsers, and with S3 and Step Functions to clients', async () => {
    const { url } = await serve()
    const page = await fetch(url, { headers: html })
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    const buckets = await fetch(url)
    expect(await buckets.text()).toContain('ListAllMyBucketsResult')
    const signed = await fetch(url, { headers: { ...html, authorization: 'AWS4-HMAC-SHA256 Credential=a/1/r/s3/x' } })
    expect(await signed.text()).toContain('ListAllMyBucketsResult')
    const machines = await fetch(url, { method: 'POST', headers: { ...html, ...call }, body: '{}' })
    expect(await machines.json()).toEqual({ stateMachines: [] })
  })

  test('forbids inline scripts, other origins and frames', async () => {
    const { url } = await serve()
    const { headers } = await fetch(url, { headers: html })
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|https?:|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })

  test.each([
    ['a page of another site', { origin: 'http://evil.example' }, 403],
    ['a request from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['a name that resolves to this machine', { host: 'evil.example' }, 403],
    ['the page itself', { origin: 'http://127.0.0.1' }, 200],
  ])('decides on a call from %s', async (_, headers, status) => {
    const { url } = await serve()
    const { port } = new URL(url)
    const own =
      'origin' in headers && headers.origin === 'http://127.0.0.1' ? { origin: `http://127.0.0.1:${port}` } : {}
    expect(await statusOf(port, 'POST', { ...call, ...headers, ...own })).toBe(status)
  })

  test('does not serve the page under the name of another host', async () => {
    const { url } = await serve()
    const { port } = new URL(url)
    expect(await statusOf(port, 'GET', { ...html, host: 'evil.example' })).toBe(403)
  })

  test('replies 304 to a file that the browser has, and 404 to one that does not exist', async () => {
    const { url } = await serve()
    const { headers } = await fetch(`${url}/_console/console.js`)
    const again = await fetch(`${url}/_console/console.js`, { headers: { 'if-none-match': headers.get('etag') ?? '' } })
    expect(again.status).toBe(304)
    expect((await fetch(`${url}/_console/../package.json`, { headers: html })).status).not.toBe(200)
    expect((await fetch(`${url}/_console/..%2fpackage.json`)).status).toBe(404)
  })

  test('serves its files without the token of the engine, and nothing else', async () => {
    const engine = createEngine()
    const token = 'a-secret-token'
    const { url } = await engine.listen({ port: 0, token }, embeddedSite(engine, { token }, readFile()))
    const authorization = 'AWS4-HMAC-SHA256 Credential=a-secret-token/20000101/us-east-1/states/aws4_request'
    await fetch(url, { method: 'POST', headers: { ...call, authorization }, body: '{}' })
    expect(await (await fetch(url, { headers: html })).text()).toContain('&quot;environments&quot;:[]')
    expect((await fetch(url, { method: 'POST', headers: call, body: '{}' })).status).toBe(403)
    expect((await fetch(`${url}/bucket/key`, { headers: html })).status).toBe(403)
    await engine.close()
  })

  test('has files of less than 150 KB in all, compressed', async () => {
    const names = ['index.html', 'console.js', 'definition-code.js', 'console.css', 'icon.svg']
    const files = await Promise.all(names.map((name) => readFile()(name)))
    const bytes = files.map((file) => gzipSync(file?.body ?? '').length)
    expect(Math.min(...bytes)).toBeGreaterThan(100)
    expect(bytes.reduce((total, one) => total + one, 0)).toBeLessThan(150_000)
  })

  test('explains how to build a page that is missing', async () => {
    const site = consoleSite(
      () => ({ kind: 'embedded', name: '', region: '', environments: [] }),
      createPageFiles(new URL('file:///nowhere/')),
    )
    const { status, body } = await site.reply({ method: 'GET', path: '/', query: '', headers: html })
    expect([status, String(body)]).toEqual([503, 'the console is not built; build it with "npm run build"\n'])
  })
})

const statusOf = (port: string, method: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method, path: '/', headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    sent.on('error', reject)
    sent.end(method === 'POST' ? '{}' : undefined)
  })

describe('the console of another server', () => {
  const servers: HttpServer[] = []
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())))

  const remote = async () => {
    const { stepwise, url } = await serve({ lambdas: { one: () => 1 } })
    await stepwise.ensureStateMachine({ name: 'far', startAt: 'a', states: { a: { type: 'pass', end: true } } })
    const connect = async () => ({ sfn: clientAt(url), sdk })
    const server = { kind: 'server', name: url, region: 'us-east-1' } as const
    const served = await serveConsole({ connect, server, port: 0, token: 'a-secret-token', readFile: readFile() })
    servers.push(served)
    return { stepwise, url: served.url }
  }
  const send = (url: string, operation: string, body: object, token = 'a-secret-token') =>
    fetch(url, {
      method: 'POST',
      headers: { ...call, 'x-amz-target': `AWSStepFunctions.${operation}`, authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
    })

  test('rejects a call without the token, and with a wrong one', async () => {
    const { url } = await remote()
    expect((await fetch(url, { method: 'POST', headers: call, body: '{}' })).status).toBe(403)
    expect((await send(url, 'ListStateMachines', {}, 'another-token')).status).toBe(403)
    expect((await send(url, 'ListStateMachines', {})).status).toBe(200)
  })

  test('offers no operation that creates, changes or deletes state machines', async () => {
    const { url } = await remote()
    for (const operation of ['DeleteStateMachine', 'UpdateStateMachine', 'CreateStateMachine', '__proto__']) {
      expect(await (await send(url, operation, {})).json()).toMatchObject({ __type: 'UnknownOperationException' })
    }
  })

  test('passes on errors of the server by their names', async () => {
    const { url } = await remote()
    const reply = await send(url, 'DescribeExecution', {
      executionArn: 'arn:aws:states:us-east-1:123456789012:execution:x:y',
    })
    expect(await reply.json()).toMatchObject({ __type: 'ExecutionDoesNotExist' })
  })

  test.skipIf(browserPath === undefined)(
    inBrowser('takes the token out of the URL, and shows executions'),
    async () => {
      const { stepwise, url } = await remote()
      const { page } = await open(url)
      await page.getByText('This server requires its token.').waitFor()
      await page.goto('about:blank')
      await page.goto(`${url}/#token=a-secret-token`)
      await page.getByRole('link', { name: 'far' }).waitFor()
      expect(page.url()).toBe(`${url}/#/`)
      const { executionArn } = await stepwise.startExecution('far', { input: 7 })
      await page.goto(`${url}/${routeTo('execution', executionArn)}`)
      await page.locator('.page-head .status.succeeded').waitFor()
    },
  )
})

describe.skipIf(browserPath === undefined)(inBrowser('the console with hostile data'), browserTimeout, () => {
  const hostile = '</script><img src=x onerror="globalThis.harmed=1">'

  test('shows names and payloads as text, and sends nothing elsewhere', async () => {
    const { stepwise, url } = await serve()
    const states = {
      [hostile]: {
        type: 'pass',
        result: { [hostile]: hostile, __proto__: hostile },
        comment: hostile,
        next: '__proto__',
      },
      ['__proto__']: { type: 'fail', error: hostile, cause: hostile },
    } as const
    await stepwise.ensureStateMachine({ name: 'constructor', comment: hostile, startAt: hostile, states })
    const { executionArn } = await stepwise.startExecution('constructor', { input: { x: hostile } })
    const { page, go, requests } = await open(url, routeTo('execution', executionArn))
    await page.locator('.error-view', { hasText: hostile }).waitFor()
    await page.locator('.node-head', { hasText: 'img' }).first().click()
    await page.locator('.panel pre', { hasText: 'onerror' }).first().waitFor()
    await go(
      routeTo('machine', executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, ''), {
        tab: 'definition',
      }),
    )
    await page.locator('.definition pre', { hasText: 'onerror' }).waitFor()
    await go(`#/execution/${encodeURIComponent(hostile)}`)
    await page.getByRole('alert').waitFor()
    expect(await page.evaluate('globalThis.harmed')).toBeUndefined()
    expect(await page.locator('img').count()).toBe(0)
    expect(requests.filter((sent) => !sent.startsWith(url))).toEqual([])
  })
})

test('an engine without the console replies to browsers with S3', async () => {
  const engine = createEngine()
  const { url } = await engine.listen({ port: 0 })
  expect((await fetch(url, { headers: html })).headers.get('content-type')).toBe('application/xml')
  await engine.close()
})
