import { assertOffloadOptions, type OffloadOptions } from './offload/offload-options.ts'
import { assertOptions, checkedElsewhere, type OptionChecks } from './options.ts'
import { activityHandlers } from './workers/activity-handlers.ts'
import { type WorkersOptions, workersChecks } from './workers/workers-options.ts'

/** The options of `startWorkers` of an instance. */
export interface StartWorkersOptions extends WorkersOptions {
  /**
   * Puts large outputs into S3. Offloaded inputs are loaded with or without this option.
   *
   * @example
   * local.startWorkers(orders, handlers, { offload: { bucket: 'my-bucket' } })
   */
  readonly offload?: OffloadOptions | undefined
}

const checks: OptionChecks<StartWorkersOptions> = { ...workersChecks, offload: checkedElsewhere }

/**
 * Checks everything that `startWorkers` checks, and starts nothing.
 * @param label - the name of the options in messages.
 * @throws TypeError, RangeError if a handler or an option is wrong.
 */
export const assertStartWorkersOptions = (label: string, options: StartWorkersOptions, handlers: object): void => {
  assertOptions(label, options, checks)
  if (options.offload !== undefined) assertOffloadOptions(`${label}.offload`, options.offload)
  activityHandlers(handlers, options, { label })
}
