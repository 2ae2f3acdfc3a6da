import { S3Error } from '../s3/s3-error.ts'

/** Describes an error of storage or of a parser. S3's messages do not name the object or the bucket: its details do. */
export const causeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (!(error instanceof S3Error)) return error.message
  const details = Object.entries(error.details).map(([name, value]) => `${name}: ${value}`)
  return details.length === 0 ? error.message : `${error.message} (${details.join(', ')})`
}
