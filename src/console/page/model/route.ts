/** The part of the page that the URL names. */
export type PageRoute =
  | { readonly page: 'machines' }
  | ({ readonly page: (typeof pagesWithArn)[number] } & PageProps)
  | { readonly page: 'compare'; readonly query: URLSearchParams }
  | { readonly page: 'unknown'; readonly hash: string }

/** The properties of a page about one resource. */
export interface PageProps {
  readonly arn: string
  /** The part of the URL after its `?`: filters, a selection. */
  readonly query: URLSearchParams
}

const pagesWithArn = ['machine', 'execution', 'map-run', 'test'] as const

/** Reads the hash of a URL: `#/execution/<arn>?event=3`. */
export const parseRoute = (hash: string): PageRoute => {
  const [path = '', search = ''] = splitOnce(hash.replace(/^#?\/?/, ''), '?')
  const [page = '', argument = ''] = splitOnce(path, '/')
  const query = new URLSearchParams(search)
  if (page === '') return { page: 'machines' }
  if (page === 'compare') return { page, query }
  const named = pagesWithArn.find((one) => one === page)
  const arn = decoded(argument)
  return named && arn ? { page: named, arn, query } : { page: 'unknown', hash }
}

const splitOnce = (text: string, separator: string): string[] => {
  const at = text.indexOf(separator)
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

type Query = Readonly<Record<string, string | number | undefined>>

/** The hash of a page. Members of the query that are undefined or empty are left out. */
export const routeTo = (page: (typeof pagesWithArn)[number] | 'compare' | '', arn = '', query: Query = {}): string => {
  const members = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  const search = new URLSearchParams(members.map(([name, value]): [string, string] => [name, String(value)])).toString()
  const path = arn === '' ? page : `${page}/${encodeURIComponent(arn).replaceAll('%3A', ':')}`
  return `#/${path}${search === '' ? '' : `?${search}`}`
}
