import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'

/** Who may call a server. */
export interface AccessRules {
  /** Host names, beside the machine's own, that clients may use for the server. */
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

/** Why a request is refused. */
export interface AccessRefusal {
  /** An HTTP status. */
  readonly status: number
  /** The exception's name, as AWS words it where AWS has one. */
  readonly code: string
  readonly message: string
}

/** Names that always mean this machine: no DNS server outside it can answer for them. */
const ownNames: ReadonlySet<string> = new Set(['localhost', 'host.docker.internal'])

/**
 * Decides whether a request may reach the engine. A web page cannot: it is told by its `Origin` or by `Sec-Fetch-Site`, and a page
 * that has its own domain resolve to this machine (DNS rebinding) by its `Host`. Programs send neither header.
 *
 * @returns `undefined` if the request may pass.
 */
export const refuseAccess = (request: AccessRequest, rules: AccessRules): AccessRefusal | undefined =>
  refuseHost(request, rules) ??
  refuseOrigin(request) ??
  refuseContentType(request) ??
  refuseWithoutToken(request, rules)

const header = ({ headers }: AccessRequest, name: string): string => String(headers[name] ?? '')

const refuseHost = (request: AccessRequest, { allowedHosts }: AccessRules): AccessRefusal | undefined => {
  const host = header(request, 'host')
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
  // An IP address needs no DNS, so that nobody can make it lead elsewhere.
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

/** A page can post forms and plain text without asking first; AWS's clients send neither. */
const refuseContentType = (request: AccessRequest): AccessRefusal | undefined => {
  const type = header(request, 'content-type').split(';')[0]?.trim().toLowerCase() ?? ''
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

/** Where a request may carry the token: as the access key of a signature, in a header or in a signed URL, or as a bearer token. */
const tokensOf = (request: AccessRequest): string[] => {
  const authorization = header(request, 'authorization')
  const signed = /Credential=([^/,\s]+)\//.exec(authorization)?.[1]
  const bearer = /^Bearer\s+(\S+)$/i.exec(authorization)?.[1]
  const presigned = new URLSearchParams(request.query).get('X-Amz-Credential')?.split('/')[0]
  return [signed, bearer, presigned].filter((token) => token !== undefined)
}

/** Compares digests, in a time that does not depend on the strings. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

const forbidden = (message: string): AccessRefusal => ({ status: 403, code: 'AccessDeniedException', message })
