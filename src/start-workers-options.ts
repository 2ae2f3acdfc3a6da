import type { OffloadOptions } from './offload/offload.ts'
import type { WorkersOptions } from './workers/pool.ts'

/** The options of `startWorkers` of an instance. */
export interface StartWorkersOptions extends WorkersOptions {
  /** Puts large outputs into S3. Offloaded inputs are loaded with or without this option. */
  readonly offload?: OffloadOptions
}
