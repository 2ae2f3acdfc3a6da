import { describe, expect, it } from 'vitest'
import { type AccessRequest, refuseAccess } from '../../../src/engine/wire/access.ts'

const open = { allowedHosts: [], token: undefined }

const call = (headers: Record<string, string>, rest: Partial<AccessRequest> = {}): AccessRequest => ({
  method: 'POST',
  query: '',
  headers: {
    host: 'localhost:8083',
    'x-amz-target': 'AWSStepFunctions.ListStateMachines',
    'content-type': 'application/x-amz-json-1.0',
    ...headers,
  },
  ...rest,
})

const put = (headers: Record<string, string>): AccessRequest => ({
  method: 'PUT',
  query: '',
  headers: { host: 'localhost:8083', ...headers },
})

describe('the host of a request', () => {
  it.each([
    'localhost',
    'LOCALHOST:8083',
    'localhost.:8083',
    '127.0.0.1:8083',
    '192.168.1.20:8083',
    '[::1]:8083',
    'my-bucket.localhost:8083',
    'sync-localhost:8083',
    'sync-127.0.0.1:8083',
    'host.docker.internal:8083',
  ])('may be %s', (host) => {
    expect(refuseAccess(call({ host }), open)).toBeUndefined()
  })

  it.each(['evil.example', 'evil.example:8083', 'localhost.evil.example', 'notlocalhost', 'a@localhost', '', 'x y'])(
    'may not be "%s", which DNS can make lead here',
    (host) => {
      expect(refuseAccess(call({ host }), open)).toMatchObject({ status: 403, code: 'AccessDeniedException' })
    },
  )

  it('may be another name that the user allows', () => {
    const rules = { allowedHosts: ['stepwise.test'], token: undefined }
    expect(refuseAccess(call({ host: 'stepwise.test:8083' }), rules)).toBeUndefined()
    expect(refuseAccess(call({ host: 'bucket.stepwise.test:8083' }), rules)).toBeUndefined()
    expect(refuseAccess(call({ host: 'otherstepwise.test' }), rules)?.message).toContain('--allow-host')
  })
})

describe('a web page', () => {
  it.each(['https://evil.example', 'http://localhost:3000', 'http://127.0.0.1:8083', 'null', 'nonsense'])(
    'of the origin %s cannot call the engine',
    (origin) => {
      expect(refuseAccess(call({ origin }), open)?.status).toBe(403)
    },
  )

  it('of another origin cannot write to S3', () => {
    expect(refuseAccess(put({ origin: 'https://evil.example' }), open)?.status).toBe(403)
  })

  it.each(['cross-site', 'same-site'])(
    'of a %s request cannot read from S3, even if the browser sends no origin',
    (site) => {
      const request = { method: 'GET', query: '', headers: { host: 'localhost:8083', 'sec-fetch-site': site } }
      expect(refuseAccess(request, open)?.status).toBe(403)
    },
  )

  it('may link to the server', () => {
    const headers = { host: 'localhost:8083', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect(refuseAccess({ method: 'GET', query: '', headers }, open)).toBeUndefined()
  })

  it("may call it if it is the server's own", () => {
    const headers = { origin: 'http://localhost:8083', 'sec-fetch-site': 'same-origin' }
    expect(refuseAccess(call(headers), open)).toBeUndefined()
  })
})

describe('the content type of a call', () => {
  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json', ''])('may not be "%s"', (type) => {
    expect(refuseAccess(call({ 'content-type': type }), open)?.status).toBe(415)
  })

  it('may name a character set', () => {
    expect(refuseAccess(call({ 'content-type': 'application/x-amz-json-1.0; charset=utf-8' }), open)).toBeUndefined()
  })
})

describe('a token', () => {
  const rules = { allowedHosts: [], token: 's3cret' }
  const signature = (key: string) =>
    `AWS4-HMAC-SHA256 Credential=${key}/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=0`

  it('is the access key of a signed request', () => {
    expect(refuseAccess(call({ authorization: signature('s3cret') }), rules)).toBeUndefined()
  })

  it('is a bearer token', () => {
    expect(refuseAccess(call({ authorization: 'Bearer s3cret' }), rules)).toBeUndefined()
  })

  it('is the access key of a signed URL', () => {
    const query = new URLSearchParams({ 'X-Amz-Credential': 's3cret/20260101/us-east-1/s3/aws4_request' }).toString()
    expect(refuseAccess({ ...put({}), query }, rules)).toBeUndefined()
  })

  it.each(['', signature('s3cre'), signature('s3cret2'), 'Bearer', 'Bearer x'])(
    'is missing from "%s"',
    (authorization) => {
      expect(refuseAccess(call({ authorization }), rules)).toMatchObject({
        status: 403,
        code: 'UnrecognizedClientException',
      })
    },
  )
})
