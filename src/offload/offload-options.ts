import {
  amountCheck,
  assertOptions,
  assertValue,
  type OptionChecks,
  required,
  stringCheck,
  stringsCheck,
} from '../options.ts'

/** The options of offloading that have defaults. */
export interface CommonOffloadOptions {
  /**
   * A value is offloaded if its JSON has more bytes, default 100,000. That is well below the 262,144 of Step Functions, because later states
   * may add to a result. 0 offloads every member, always.
   */
  readonly thresholdBytes?: number | undefined
  /** The beginning of the objects' keys. If it ends in a letter or a digit, a `/` is added. Default `stepwise/`. */
  readonly prefix?: string | undefined
  /** An object of so many bytes or more is compressed with gzip. Default 16 MiB: for smaller ones, compression costs more than it saves. */
  readonly gzipBytes?: number | undefined
}

/** Which values are offloaded, and to which objects. */
export interface OffloadOptions extends CommonOffloadOptions {
  readonly bucket: string
  /** The members of the value that go to S3, each whole, if the value is over the threshold. By default as little as suffices. */
  readonly keys?: readonly string[] | undefined
}

/** A pointer's bucket ends at its first `/`. */
const bucketCheck = required(stringCheck('the name of a bucket', (name) => name !== '' && !name.includes('/')))
export const keysCheck = stringsCheck('a list of member names')
const commonChecks: OptionChecks<CommonOffloadOptions> = {
  thresholdBytes: amountCheck('bytes'),
  prefix: stringCheck('a string'),
  gzipBytes: amountCheck('bytes'),
}

/** @throws TypeError that names the option that is missing, unknown or wrong. */
export const assertOffloadOptions = (label: string, options: OffloadOptions): void =>
  assertOptions(label, options, { bucket: bucketCheck, keys: keysCheck, ...commonChecks })

/** Checks the arguments that offloadAll and offloadKeys have in common. @throws TypeError that names the one that is wrong. */
export const assertOffloadArguments = (bucket: string, options: CommonOffloadOptions): void => {
  assertValue('bucket', bucket, bucketCheck)
  assertOptions('options', options, commonChecks)
}
