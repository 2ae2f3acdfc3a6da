import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { EngineExecution } from '../execution/engine-execution.ts'
import { boundedString } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { requireExecution, requireMapRun, requireQualifiedStateMachine, typeNotSupported } from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'
import { page, pageSize, pageToken, positionOf } from './model/page.ts'
import { describedRedrive, listedRedrive, type RedriveDescription, statusOf } from './redrive-execution.ts'

/** In the order in which AWS names them. */
const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const

type IncludedData = z.output<typeof fields.includedData> | undefined

const ListExecutions = z.object({
  ...fields.paging,
  nextToken: boundedString({ min: 1, max: 3096 }).optional(),
  stateMachineArn: fields.arn.optional(),
  mapRunArn: fields.longArn.optional(),
  statusFilter: z.enum(statuses).optional(),
  redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
})

/** The operations on executions that have been started. */
export const executionOperations = {
  DescribeExecution: operation(
    z.object({ executionArn: fields.arn, includedData: fields.includedData.optional() }),
    ({ executionArn, includedData }, deps) => {
      const record = requireExecution(deps, executionArn)
      return describedExecution(record.execution, includedData, describedRedrive(record, deps))
    },
    {
      note: 'Not for EXPRESS executions, except the children of a Map Run. Ended executions are kept for 90 days, or until their bytes exceed the limit of the engine.',
    },
  ),

  StopExecution: operation(
    z.object({ executionArn: fields.arn, error: fields.error.optional(), cause: fields.cause.optional() }),
    async ({ executionArn, error, cause }, deps) => {
      const { execution } = requireExecution(deps, executionArn)
      if (execution.status === 'RUNNING') execution.stop(error, cause)
      await execution.done
      return { stopDate: toSeconds(execution.stopDate ?? deps.system.now()) }
    },
    { note: 'An execution that has ended does not change.' },
  ),

  ListExecutions: operation(
    ListExecutions,
    (request, deps) => {
      const { statusFilter, redriveFilter, ...paging } = request
      const wanted = listedFor(request, deps).filter(
        ({ execution }) =>
          (statusFilter === undefined || statusOf(execution) === statusFilter) &&
          (redriveFilter === undefined || execution.redriveCount > 0 === (redriveFilter === 'REDRIVEN')),
      )
      const filters = [statusFilter ?? 'any status', redriveFilter ?? 'any redrive']
      const list = `executions of ${request.stateMachineArn ?? request.mapRunArn}, ${filters.join(', ')}`
      const { items, nextToken } = page(wanted, ({ order }) => -order, { ...paging, list })
      return { executions: items.map(listItem), nextToken }
    },
    { note: 'Newest first. Either stateMachineArn or mapRunArn.' },
  ),

  GetExecutionHistory: operation(
    z.object({
      executionArn: fields.arn,
      ...fields.paging,
      reverseOrder: z.boolean().default(false),
      includeExecutionData: z.boolean().default(true),
    }),
    ({ executionArn, reverseOrder, includeExecutionData, ...request }, deps) => {
      const { history } = requireExecution(deps, executionArn).execution
      const list = `history of ${executionArn}${reverseOrder ? ' reversed' : ''}`
      const after = positionOf(list, request)
      const from = after === undefined ? 0 : reverseOrder ? history.length + 1 - Number(after) : Number(after)
      const events = history.events({ reverse: reverseOrder, from, limit: pageSize(request), includeExecutionData })
      const last = events.at(-1)?.id
      const isWhole = last === undefined || last === (reverseOrder ? 1 : history.length)
      return { events, nextToken: isWhole ? undefined : pageToken(list, last) }
    },
    { note: 'At most 25,000 events.' },
  ),
}

interface Listed {
  readonly execution: EngineExecution
  readonly order: number
  /** The number of items, in the child of a Map Run. */
  readonly itemCount?: number
}

/** The executions of a state machine, a version, an alias or a Map Run, newest first. */
const listedFor = ({ stateMachineArn, mapRunArn }: z.output<typeof ListExecutions>, deps: EngineDeps): Listed[] => {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw new ApiError('ValidationException', 'Exactly one of stateMachineArn and mapRunArn must be specified', {
      reason: 'MISSING_REQUIRED_PARAMETER',
    })
  deps.registry.forgetOld(deps.system.now())
  if (stateMachineArn !== undefined) return executionsOf(stateMachineArn, deps)
  const { children } = requireMapRun(deps, mapRunArn ?? '')
  return Array.from(children.values(), ({ items, ...child }) => ({ ...child, itemCount: items })).reverse()
}

const executionsOf = (stateMachineArn: string, deps: EngineDeps): Listed[] => {
  const { stateMachine, version, alias } = requireQualifiedStateMachine(deps, stateMachineArn)
  if (stateMachine.type === 'EXPRESS') throw typeNotSupported()
  const all = [...stateMachine.executions].reverse()
  if (version) return all.filter(({ execution }) => execution.stateMachineVersionArn === version.arn)
  if (alias) return all.filter(({ execution }) => execution.stateMachineAliasArn === alias.arn)
  return all
}

const listItem = ({ execution, itemCount }: Listed) => ({
  executionArn: execution.arn,
  stateMachineArn: execution.stateMachineArn,
  name: execution.name,
  status: statusOf(execution),
  startDate: toSeconds(execution.startDate),
  stopDate: execution.stopDate === undefined ? undefined : toSeconds(execution.stopDate),
  mapRunArn: execution.mapRunArn,
  itemCount,
  stateMachineVersionArn: execution.stateMachineVersionArn,
  stateMachineAliasArn: execution.stateMachineAliasArn,
  ...listedRedrive(execution),
})

/**
 * The members of an execution that DescribeExecution and StartSyncExecution share, and those about redrives. One literal with all of them
 * is several times faster than parts that are spread: `undefined` members are not sent.
 */
export const describedExecution = (
  execution: EngineExecution,
  includedData: IncludedData,
  redrive?: RedriveDescription,
) => {
  const { stopDate } = execution
  const isIncluded = includedData !== 'METADATA_ONLY'
  const output = isIncluded ? execution.output : undefined
  return {
    executionArn: execution.arn,
    stateMachineArn: execution.stateMachineArn,
    name: execution.name,
    status: statusOf(execution),
    startDate: toSeconds(execution.startDate),
    stopDate: stopDate === undefined ? undefined : toSeconds(stopDate),
    traceHeader: execution.traceHeader,
    input: isIncluded ? execution.input : undefined,
    inputDetails: isIncluded ? dataIncluded : dataExcluded,
    output,
    outputDetails: output === undefined ? undefined : dataIncluded,
    error: isIncluded ? execution.error : undefined,
    cause: isIncluded ? execution.cause : undefined,
    mapRunArn: execution.mapRunArn,
    stateMachineVersionArn: execution.stateMachineVersionArn,
    stateMachineAliasArn: execution.stateMachineAliasArn,
    redriveCount: redrive?.redriveCount,
    redriveDate: redrive?.redriveDate,
    redriveStatus: redrive?.redriveStatus,
    redriveStatusReason: redrive?.redriveStatusReason,
  }
}

const dataIncluded = { included: true }
const dataExcluded = { included: false }
