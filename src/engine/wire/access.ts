import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/** The rules that decide which requests a server accepts. */
export interface AccessRules {
  /** Host names, in addition to the machine's own, that clients may use for the server. */
  readonly allowedHosts: readonly string[]
  /** The secret that every request must carry, if the server has one. */
  readonly token: string | undefined
}

/** The parts of an HTTP request that decide whether it may reach the engine. */
export interface AccessRequest {
  readonly method: string
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** The request target's query, without `?`. */
  readonly query: string
}

/** The reason why a request is refused. */
export interface AccessRefusal {
  /** An HTTP status. */
  readonly status: number
  /** The exception's name: AWS's, if AWS has one. */
  readonly code: string
  readonly message: string
}

/** Names that always mean this machine: no DNS server outside it can answer for them. */
const ownNames: ReadonlySet<string> = new Set(['localhost', 'host.docker.internal'])

/**
 * Decides whether a request may reach the engine. Web pages are refused: they send `Origin` or `Sec-Fetch-Site`, which programs do not
 * send. A page whose own domain resolves to this machine (DNS rebinding) is recognized by its `Host`.
 *
 * @returns `undefined` if the request may pass.
 */
export const refuseAccess = (request: AccessRequest, rules: AccessRules): AccessRefusal | undefined =>
  refuseHost(request, rules) ??
  refuseOrigin(request) ??
  refuseContentType(request) ??
  refuseWithoutToken(request, rules)

const header = ({ headers }: AccessRequest, name: string): string => String(headers[name] ?? '')

/** The `Host` headers that were allowed last, by their rules. A client sends the same one with every request. */
const lastAllowed = new WeakMap<AccessRules, string>()

const refuseHost = (request: AccessRequest, rules: AccessRules): AccessRefusal | undefined => {
  const host = header(request, 'host')
  if (host === lastAllowed.get(rules)) return undefined
  const refusal = refuseHostName(host, rules)
  if (refusal === undefined) lastAllowed.set(rules, host)
  return refusal
}

const refuseHostName = (host: string, { allowedHosts }: AccessRules): AccessRefusal | undefined => {
  const name = hostName(host)
  if (name !== undefined && isAllowedHost(name, allowedHosts)) return undefined
  return forbidden(
    `the host ${JSON.stringify(host)} is not one of this server's names; expected an IP address, localhost or a host passed with --allow-host`,
  )
}

/** The name in a `Host` header, in lower case, without its port and without the prefix that SDKs add for StartSyncExecution. */
const hostName = (host: string): string | undefined => {
  const url = `http://${host.replace(/^sync-/, '')}`
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  return parsed && parsed.pathname === '/' && parsed.username === '' ? parsed.hostname.replace(/\.$/, '') : undefined
}

const isAllowedHost = (name: string, allowedHosts: readonly string[]): boolean => {
  // An IP address needs no DNS, so it cannot be redirected.
  if (isIP(name.replace(/^\[|\]$/g, '')) !== 0) return true
  // S3 clients may put a bucket's name before the host.
  const isOwn = (own: string) => name === own || name.endsWith(`.${own}`)
  return [...ownNames].some(isOwn) || allowedHosts.some((allowed) => isOwn(allowed.toLowerCase()))
}

const refuseOrigin = (request: AccessRequest): AccessRefusal | undefined => {
  const origin = header(request, 'origin')
  const site = header(request, 'sec-fetch-site')
  const host = header(request, 'host').toLowerCase()
  if (origin !== '' && !(URL.canParse(origin) && new URL(origin).host === host))
    return forbidden(`requests from the web page ${JSON.stringify(origin)} are refused`)
  const isNavigation = request.method === 'GET' && header(request, 'sec-fetch-mode') === 'navigate'
  if (site !== '' && !['same-origin', 'none'].includes(site) && !isNavigation)
    return forbidden('requests from web pages of other sites are refused')
  return undefined
}

/** Refuses forms and plain text: a page can post them without a preflight request, and AWS's clients do not send them. */
const refuseContentType = (request: AccessRequest): AccessRefusal | undefined => {
  const given = header(request, 'content-type')
  if (given === 'application/x-amz-json-1.0') return undefined
  const type = given.split(';')[0]?.trim().toLowerCase() ?? ''
  if (header(request, 'x-amz-target') !== '' && !/^application\/x-amz-json-1\.[01]$/.test(type))
    return {
      status: 415,
      code: 'UnsupportedMediaTypeException',
      message: `the content type is ${JSON.stringify(type)}; expected application/x-amz-json-1.0`,
    }
  return undefined
}

const refuseWithoutToken = (request: AccessRequest, { token }: AccessRules): AccessRefusal | undefined => {
  if (token === undefined || tokensOf(request).some((given) => isSame(given, token))) return undefined
  return {
    status: 403,
    code: 'UnrecognizedClientException',
    message:
      'The security token included in the request is invalid. This server was started with --token: set AWS_ACCESS_KEY_ID to the token, or send it as "Authorization: Bearer <token>".',
  }
}

/** The candidates for the token in a request: the access key of a signature, in a header or in a signed URL, and the bearer token. */
const tokensOf = (request: AccessRequest): string[] => {
  const authorization = header(request, 'authorization')
  const signed = /Credential=([^/,\s]+)\//.exec(authorization)?.[1]
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  const presigned = new URLSearchParams(request.query).get('X-Amz-Credential')?.split('/')[0]
  return [signed, bearer, presigned].filter((token) => token !== undefined)
}

/** Compares the strings' digests in constant time. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const forbidden = (message: string): AccessRefusal => ({ status: 403, code: 'AccessDeniedException', message })
