import { getHeapStatistics } from 'node:v8'
import { amountCheck, type OptionChecks } from '../options.ts'

/**
 * The limits of an engine. Beyond a limit it replies with AWS's error, or forgets executions that have ended.
 *
 * @example
 * createLocal({ limits: { openExecutions: 1000, endedMs: 3600_000 } })
 */
export interface EngineLimits {
  /** Executions that run at the same time, those of Map Runs included; half of them for executions that other executions start. Default 50,000. */
  readonly openExecutions?: number
  /** Map Runs that run at the same time; others wait for their turn. Default 1000, as on AWS. */
  readonly openMapRuns?: number
  /** Bytes of open executions with their histories, as estimated. Default a third of the heap. */
  readonly openBytes?: number
  /** Bytes of ended executions with their histories, as estimated. Default 256 MiB, but at most an eighth of the heap. */
  readonly endedBytes?: number
  /** Milliseconds for which ended executions are kept. Default 90 days, as on AWS. */
  readonly endedMs?: number
  /** Bytes of the definitions of all state machines and versions, 4 KiB for a shorter one and for an activity. Default 64 MiB, but at most 1/32 of the heap. */
  readonly definitionBytes?: number
  /** Bytes of all objects and uploads of the embedded S3. Default 1 GiB. */
  readonly objectBytes?: number
}

export const limitsChecks: OptionChecks<EngineLimits> = {
  openExecutions: amountCheck('executions'),
  openMapRuns: amountCheck('Map Runs'),
  openBytes: amountCheck('bytes'),
  endedBytes: amountCheck('bytes'),
  endedMs: amountCheck('milliseconds'),
  definitionBytes: amountCheck('bytes'),
  objectBytes: amountCheck('bytes'),
}

/** The limit of the heap does not change while the process runs. */
let heapLimit: number | undefined

const MIB = 2 ** 20
const NINETY_DAYS_MS = 90 * 24 * 3600 * 1000

/** The limits of an engine, with defaults that suit the heap of this process. */
export const resolveLimits = (given: EngineLimits = {}): Required<EngineLimits> => {
  heapLimit ??= getHeapStatistics().heap_size_limit
  const heap = heapLimit
  return {
    openExecutions: given.openExecutions ?? 50_000,
    openMapRuns: given.openMapRuns ?? 1000,
    openBytes: given.openBytes ?? heap / 3,
    endedBytes: given.endedBytes ?? Math.min(256 * MIB, heap / 8),
    endedMs: given.endedMs ?? NINETY_DAYS_MS,
    definitionBytes: given.definitionBytes ?? Math.min(64 * MIB, heap / 32),
    objectBytes: given.objectBytes ?? 1024 * MIB,
  }
}
