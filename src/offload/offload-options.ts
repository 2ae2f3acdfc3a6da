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
   * A value is offloaded if its JSON has more bytes. Default 100,000: well below the 262,144 of Step Functions, as later states may add to
   * a result. 0 offloads every member.
   */
  readonly thresholdBytes?: number | undefined
  /** The beginning of the objects' keys. If it ends in a letter or a digit, a `/` is added. Default `stepwise/`. */
  readonly prefix?: string | undefined
  /**
   * Objects of at least this many bytes are compressed with gzip. Default 16 MiB: for smaller objects, compression costs more time than it
   * saves.
   */
  readonly gzipBytes?: number | undefined
}

/** The choice of the values to offload, and of the objects to which they are written. */
export interface OffloadOptions extends CommonOffloadOptions {
  readonly bucket: string
  /**
   * The members of the value that go to S3, each as a whole, if the value is over the threshold. Default: the fewest values that suffice.
   */
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
