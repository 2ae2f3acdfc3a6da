import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { EngineExecution } from '../execution/engine-execution.ts'
import { notRedrivableReason } from '../execution/not-redrivable-reason.ts'
import type { ExecutionRecord } from '../store/state-machine-record.ts'
import { readStatesArn } from './model/arns.ts'
import { boundedString } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { requireExecution, tooManyExecutions } from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'

/** A repeated request with one of the last tokens returns the first response (API reference, RedriveExecution). */
const KEPT_TOKENS = 10
const TOKEN_VALID_MS = 15 * 60 * 1000

export const redriveOperations = {
  RedriveExecution: operation(
    z.object({
      executionArn: fields.arn,
      clientToken: boundedString({ min: 1, max: 64, pattern: /^[!-~]+$/ }).optional(),
    }),
    ({ executionArn, clientToken }, deps) => {
      checkArn(executionArn)
      const record = requireExecution(deps, executionArn)
      const redriveDate = redrivenWith(clientToken, record, deps) ?? redrive(record, clientToken, deps)
      return { redriveDate: toSeconds(redriveDate) }
    },
    {
      note: 'Within 14 days after the end of a STANDARD execution. A repeated request with one of the last 10 tokens within 15 minutes does not redrive again.',
    },
  ),
}

/** A child of a Map Run is redriven by redriving its parent. @throws ApiError InvalidArn, ValidationException (recorded) */
const checkArn = (executionArn: string): void => {
  const { label } = readStatesArn(executionArn, 'execution')
  if (label !== undefined)
    throw new ApiError('ValidationException', 'Labeled Execution ARNs are not supported for this API', {
      reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS',
    })
}

/** The date of the redrive that a token has started. The execution may have ended since (recorded). */
const redrivenWith = (
  token: string | undefined,
  { redrives }: ExecutionRecord,
  { system }: EngineDeps,
): number | undefined =>
  redrives?.find((redriven) => redriven.token === token && system.now() - redriven.date <= TOKEN_VALID_MS)?.date

/** @throws ApiError ExecutionNotRedrivable, ExecutionLimitExceeded */
const redrive = (record: ExecutionRecord, token: string | undefined, deps: EngineDeps): number => {
  const { execution, redrives = [] } = record
  const reason = whyNotRedrivable(record, deps)
  if (reason !== undefined)
    throw new ApiError('ExecutionNotRedrivable', `Execution ${execution.arn} invalid for redrive as: ${reason}`)
  if (deps.open.isFull) throw tooManyExecutions()
  deps.registry.redrive(execution)
  deps.statusEvents?.follow(execution)
  const date = execution.redriveDate ?? deps.system.now()
  if (token !== undefined) record.redrives = [{ token, date }, ...redrives].slice(0, KEPT_TOKENS)
  return date
}

const whyNotRedrivable = ({ execution, stateMachine }: ExecutionRecord, { system }: EngineDeps): string | undefined =>
  stateMachine?.status === 'DELETING'
    ? 'State machine is in DELETING status'
    : notRedrivableReason(execution, system.now())

/** The members of DescribeExecution about redrives. */
export interface RedriveDescription {
  readonly redriveCount: number
  readonly redriveDate: number | undefined
  readonly redriveStatus: string
  readonly redriveStatusReason: string | undefined
}

export const describedRedrive = (record: ExecutionRecord, deps: EngineDeps): RedriveDescription => {
  const { execution } = record
  const { redriveCount, redriveDate } = execution
  const reason = whyNotRedrivable(record, deps)
  const redrivable = execution.mapRunArn === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN'
  return {
    redriveCount,
    redriveDate: redriveDate === undefined ? undefined : toSeconds(redriveDate),
    redriveStatus: reason === undefined ? redrivable : 'NOT_REDRIVABLE',
    redriveStatusReason: reason,
  }
}

/** The members of an execution or a Map Run about redrives that lists have too. */
export const listedRedrive = ({
  redriveCount,
  redriveDate,
}: Pick<EngineExecution, 'redriveCount' | 'redriveDate'>) => ({
  redriveCount,
  redriveDate: redriveDate === undefined ? undefined : toSeconds(redriveDate),
})

/** The status of an execution, as the API reports it. */
export const statusOf = ({ status, isPendingRedrive }: EngineExecution) =>
  isPendingRedrive ? 'PENDING_REDRIVE' : status
