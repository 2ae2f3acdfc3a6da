import { TaskError } from '../errors.ts'
import type { PointerTarget } from './pointer.ts'

/** The error names that `catch` and `retry` match, by S3's error names. */
const byName: Readonly<Record<string, string>> = {
  NoSuchKey: 'Offload.ObjectMissing',
  NotFound: 'Offload.ObjectMissing',
  NoSuchBucket: 'Offload.BucketMissing',
  AccessDenied: 'Offload.AccessDenied',
  Forbidden: 'Offload.AccessDenied',
  InvalidObjectState: 'Offload.ObjectArchived',
  BadDigest: 'Offload.WrongChecksum',
}

/** Converts an error of a store to the failure of the task, with the object's bucket and key. */
export const storeFailure = (thrown: unknown, { bucket, key }: PointerTarget): TaskError => {
  const { name, message } = thrown instanceof Error ? thrown : { name: 'Error', message: String(thrown) }
  const error = /^checksum mismatch/i.test(message) ? 'Offload.WrongChecksum' : byName[name]
  const failure = new TaskError(error ?? 'Offload.StoreFailed', `s3://${bucket}/${key}: ${name}: ${message}`)
  return thrown instanceof TaskError ? thrown : failure
}

export const wrongChecksum = ({ bucket, key }: PointerTarget): TaskError =>
  new TaskError('Offload.WrongChecksum', `s3://${bucket}/${key}: the object is not what was written under this key`)

export const unreadable = ({ bucket, key }: PointerTarget, problem: string): TaskError =>
  new TaskError('Offload.Unreadable', `s3://${bucket}/${key}: ${problem}`)
