import { S3Error } from './s3-error.ts'

/** A range of bytes: from `first` to `last`, both included, or to the end; or the last `suffix` bytes. */
export type ByteRange = { readonly first: number; readonly last?: number | undefined } | { readonly suffix: number }

/** A range with both of its ends. */
export interface ResolvedRange {
  readonly first: number
  readonly last: number
}

/** Reads the header `range`: `bytes=0-99`, `bytes=100-`, `bytes=-100`. Other forms mean the whole object (RFC 9110, Range). */
export const parseRange = (header: string | undefined): ByteRange | undefined => {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? []
  if (first === '') return last === '' ? undefined : { suffix: Number(last) }
  return { first: Number(first), last: last === '' ? undefined : Number(last) }
}

/** Writes the header `range`, the inverse of {@link parseRange}. */
export const formatRange = (range: ByteRange): string =>
  'suffix' in range ? `bytes=-${range.suffix}` : `bytes=${range.first}-${range.last ?? ''}`

/** The range within an object of `size` bytes. @throws S3Error InvalidRange if it is empty */
export const resolveRange = (range: ByteRange, size: number): ResolvedRange => {
  const first = 'suffix' in range ? Math.max(0, size - range.suffix) : range.first
  const last = 'suffix' in range ? size - 1 : Math.min(range.last ?? size - 1, size - 1)
  if (first >= size || first > last) throw new S3Error('InvalidRange', { ActualObjectSize: String(size) })
  return { first, last }
}
