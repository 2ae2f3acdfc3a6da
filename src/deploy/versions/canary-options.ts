import { amountCheck, assertOptions, type OptionChecks, required, stringsCheck } from '../../options.ts'
import { wholeNumberCheck } from '../whole-number-check.ts'

/** The share of an alias's executions that a new version gets first, and the conditions that end it. */
export interface CanaryOptions {
  /** The percentage of the executions that the new version gets first, 1 to 99. */
  readonly percent: number
  /** The seconds before it gets all of them. Default 300. */
  readonly seconds?: number
  /** The part of the new version's executions that may fail, 0 to 1. More end the canary. Default 0. */
  readonly maxFailureRate?: number
  /** The names of alarms in CloudWatch. One that is raised ends the canary. */
  readonly alarms?: readonly string[]
}

const checks: OptionChecks<CanaryOptions> = {
  percent: required(wholeNumberCheck({ minimum: 1, maximum: 99 })),
  seconds: amountCheck('seconds'),
  maxFailureRate: {
    expected: 'a number from 0 to 1',
    fits: (rate: unknown) => typeof rate === 'number' && rate >= 0 && rate <= 1,
  },
  alarms: stringsCheck('an array of names'),
}

/** @throws TypeError that names the option that is missing, unknown or has a wrong value. */
export const assertCanaryOptions = (canary: CanaryOptions): void => assertOptions('options.canary', canary, checks)
