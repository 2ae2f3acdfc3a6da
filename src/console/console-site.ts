import type { AwsEnvironment } from '../arn.ts'
import type { Site, SiteReply, SiteRequest } from '../engine/wire/site.ts'
import { createPageFiles, type PageFile, type ReadPageFile } from './page-files.ts'

/** The facts about a server that its page shows. */
export interface ConsoleServer {
  /** `embedded`: the engine of this process. `server`: another endpoint. `aws`: AWS itself. */
  readonly kind: 'embedded' | 'server' | 'aws'
  /** The server in messages: `AWS`, or a URL. */
  readonly name: string
  readonly region: string
  /** The accounts and regions with contents. */
  readonly environments: readonly AwsEnvironment[]
  /** Its time in milliseconds since the Unix epoch, which may be virtual; by default that of the browser. */
  readonly now?: number
}

/** The path of the page's files. The name of an S3 bucket cannot have an underscore. */
const FILES = '/_console/'

/**
 * The console: a web page for browsers that ask for one. Its files contain no data.
 * @param describe - returns the facts about the server at the time of a request
 */
export const consoleSite = (describe: () => ConsoleServer, readFile: ReadPageFile = createPageFiles()): Site => ({
  isFor: (request) => isRead(request) && !isApiClient(request) && (isHome(request) || request.path.startsWith(FILES)),
  reply: async (request) => {
    const name = isHome(request) ? 'index.html' : request.path.slice(FILES.length)
    try {
      const file = await readFile(name)
      if (!file) return failure(404, `the console has no file ${JSON.stringify(name)}`)
      return name === 'index.html' ? pageReply(file, describe()) : fileReply(file, request)
    } catch (error) {
      return failure(503, error instanceof Error ? error.message : String(error))
    }
  },
})

const isRead = ({ method }: SiteRequest): boolean => method === 'GET' || method === 'HEAD'

const isHome = ({ path, headers }: SiteRequest): boolean =>
  path === '/' && /\btext\/html\b/.test(String(headers.accept ?? ''))

/** Clients of AWS sign their requests, in a header or in the query. */
const isApiClient = ({ headers, query }: SiteRequest): boolean =>
  headers.authorization !== undefined || Object.keys(headers).some(isAwsHeader) || /(^|&)X-Amz-/i.test(query)

const isAwsHeader = (name: string): boolean => name.startsWith('x-amz-')

/** The page loads nothing from elsewhere, runs no inline script, and cannot be shown inside of another page. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const common = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}

/** The mark in `index.html` at which the facts about the server begin. */
const MARK = '{{server}}'

const pageReply = ({ type, body }: PageFile, server: ConsoleServer): SiteReply => ({
  status: 200,
  headers: { ...common, 'content-type': type, 'cache-control': 'no-store' },
  body: body.toString().replace(MARK, () => attribute(JSON.stringify(server))),
})

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')

const fileReply = ({ type, body, etag }: PageFile, { headers }: SiteRequest): SiteReply => {
  const caching = { ...common, etag, 'cache-control': 'no-cache' }
  if (headers['if-none-match'] === etag) return { status: 304, headers: caching, body: '' }
  return { status: 200, headers: { ...caching, 'content-type': type }, body }
}

const failure = (status: number, message: string): SiteReply => ({
  status,
  headers: { ...common, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' },
  body: `${message}\n`,
})
