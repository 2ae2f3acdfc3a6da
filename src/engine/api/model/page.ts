import { ApiError } from '../../api-error.ts'

/** The sort key of an item in its list: a name or a number. */
export type Position = string | number

interface PageRequest {
  readonly maxResults?: number | undefined
  readonly nextToken?: string | undefined
}

const DEFAULT_PAGE = 100

/** The number of items on a page; 0 means the default. */
export const pageSize = ({ maxResults }: PageRequest): number => maxResults || DEFAULT_PAGE

/** A token that continues `list` behind `position`. It contains the name of its list, and is invalid for other lists. */
export const pageToken = (list: string, position: Position): string =>
  Buffer.from(JSON.stringify([list, position])).toString('base64url')

/** The position in a request's token. @throws ApiError InvalidToken if the token is not one of this list */
export const positionOf = (list: string, { nextToken }: PageRequest): Position | undefined => {
  if (nextToken === undefined) return undefined
  const [from, position] = readToken(nextToken)
  if (from !== list || (typeof position !== 'string' && typeof position !== 'number'))
    throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'")
  return position
}

const readToken = (token: string): unknown[] => {
  try {
    return [JSON.parse(Buffer.from(token, 'base64url').toString())].flat()
  } catch {
    return []
  }
}

/**
 * One page of a list that is sorted by `positionOfItem`. It continues behind the last item of the page before, so that
 * items which are added or removed in between do not shift it.
 */
export const page = <Item, At extends Position>(
  items: readonly Item[],
  positionOfItem: (item: Item) => At,
  request: PageRequest & { list: string },
): { items: readonly Item[]; nextToken: string | undefined } => {
  const after = positionOf(request.list, request)
  const begin = after === undefined ? 0 : items.findIndex((item) => positionOfItem(item) > after)
  const shown = begin < 0 ? [] : items.slice(begin, begin + pageSize(request))
  const last = shown.at(-1)
  const isWhole = last === undefined || begin + shown.length === items.length
  return { items: shown, nextToken: isWhole ? undefined : pageToken(request.list, positionOfItem(last)) }
}

/** Sorts items by name, as AWS does: by code unit, as `<` compares. */
export const byName = <Item extends { readonly name: string }>(items: Iterable<Item>): Item[] =>
  [...items].sort((a, b) => (a.name < b.name ? -1 : 1))
