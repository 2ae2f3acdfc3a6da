import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { EngineExecution } from '../execution/start-execution.ts'
import type { Registry } from '../store/registry.ts'
import { boundedString } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { requireExecution, requireMapRun, requireQualifiedStateMachine, typeNotSupported } from './model/lookup.ts'
import { operation, seconds } from './model/operation.ts'
import { page, pageSize, pageToken, positionOf } from './model/page.ts'

/** In the order in which AWS names them. */
const statuses = ['SUCCEEDED', 'TIMED_OUT', 'PENDING_REDRIVE', 'ABORTED', 'FAILED', 'RUNNING'] as const

const ListExecutions = z.object({
  ...fields.paging,
  nextToken: boundedString({ min: 1, max: 3096 }).optional(),
  stateMachineArn: fields.arn.optional(),
  mapRunArn: fields.longArn.optional(),
  statusFilter: z.enum(statuses).optional(),
  redriveFilter: z.enum(['REDRIVEN', 'NOT_REDRIVEN']).optional(),
})

/** What there is to know and to do about executions that have been started. */
export const executions = {
  StopExecution: operation(
    z.object({ executionArn: fields.arn, error: fields.error.optional(), cause: fields.cause.optional() }),
    async ({ executionArn, error, cause }, { registry, system }) => {
      const { execution } = requireExecution(registry, executionArn)
      if (execution.status === 'RUNNING') execution.stop(error, cause)
      await execution.done
      return { stopDate: seconds(execution.stopDate ?? system.now()) }
    },
  ),

  ListExecutions: operation(ListExecutions, (request, { registry }) => {
    const { statusFilter, redriveFilter, ...paging } = request
    const all = redriveFilter === 'REDRIVEN' ? [] : listedFor(request, registry)
    const wanted = statusFilter ? all.filter(({ execution }) => execution.status === statusFilter) : all
    const list = `executions of ${request.stateMachineArn ?? request.mapRunArn}`
    const { items, nextToken } = page(wanted, ({ order }) => -order, { ...paging, list })
    return { executions: items.map(listItem), nextToken }
  }),

  GetExecutionHistory: operation(
    z.object({
      executionArn: fields.arn,
      ...fields.paging,
      reverseOrder: z.boolean().default(false),
      includeExecutionData: z.boolean().default(true),
    }),
    ({ executionArn, reverseOrder, includeExecutionData, ...request }, { registry }) => {
      const { history } = requireExecution(registry, executionArn).execution
      const list = `history of ${executionArn}${reverseOrder ? ' reversed' : ''}`
      const after = positionOf(list, request)
      const from = after === undefined ? 0 : reverseOrder ? history.length + 1 - Number(after) : Number(after)
      const events = history.events({ reverse: reverseOrder, from, limit: pageSize(request), includeExecutionData })
      const last = events.at(-1)?.id
      const isWhole = last === undefined || last === (reverseOrder ? 1 : history.length)
      return { events, nextToken: isWhole ? undefined : pageToken(list, last) }
    },
  ),
}

interface Listed {
  readonly execution: EngineExecution
  readonly order: number
  /** How many items of a Map Run it carries. */
  readonly itemCount?: number
}

/** The executions of a state machine, a version, an alias or a Map Run, newest first. */
const listedFor = ({ stateMachineArn, mapRunArn }: z.output<typeof ListExecutions>, registry: Registry): Listed[] => {
  if ((stateMachineArn === undefined) === (mapRunArn === undefined))
    throw new ApiError('ValidationException', 'Exactly one of stateMachineArn and mapRunArn must be specified', {
      reason: 'MISSING_REQUIRED_PARAMETER',
    })
  if (stateMachineArn !== undefined) return executionsOf(stateMachineArn, registry)
  const { children } = requireMapRun(registry, mapRunArn ?? '')
  return children.map(({ execution, items }, order) => ({ execution, order, itemCount: items })).reverse()
}

const executionsOf = (stateMachineArn: string, registry: Registry): Listed[] => {
  const { stateMachine, version, alias } = requireQualifiedStateMachine(registry, stateMachineArn)
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
  status: execution.status,
  startDate: seconds(execution.startDate),
  stopDate: execution.stopDate === undefined ? undefined : seconds(execution.stopDate),
  mapRunArn: execution.mapRunArn,
  itemCount,
  stateMachineVersionArn: execution.stateMachineVersionArn,
  stateMachineAliasArn: execution.stateMachineAliasArn,
  redriveCount: 0,
})
