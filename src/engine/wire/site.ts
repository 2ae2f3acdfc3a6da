import type { AccessRequest } from './access.ts'

/** A request for a web page. */
export interface SiteRequest extends AccessRequest {
  /** The path of the URL, without the query. */
  readonly path: string
}

export interface SiteReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | string
}

/**
 * A web page on the port of the API. Its files are public, so that no token is required for them; the calls of the page are calls like all
 * others.
 */
export interface Site {
  /** True if the request is one of a browser for the page. All others are for the API. */
  isFor(request: SiteRequest): boolean
  reply(request: SiteRequest): Promise<SiteReply>
}
