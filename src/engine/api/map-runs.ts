import { z } from 'zod'
import { ApiError } from '../api-error.ts'
import type { MapRunRecord } from '../store/map-run-record.ts'
import { boundedInteger } from './model/constraints.ts'
import * as fields from './model/fields.ts'
import { requireExecution, requireMapRun } from './model/lookup.ts'
import { operation, toSeconds } from './model/operation.ts'
import { page } from './model/page.ts'
import { listedRedrive } from './redrive-execution.ts'

/** The operations on the runs of distributed Map states. */
export const mapRunOperations = {
  DescribeMapRun: operation(z.object({ mapRunArn: fields.longArn }), ({ mapRunArn }, deps) => {
    const mapRun = requireMapRun(deps, mapRunArn)
    const { status, toleratedFailureCount, toleratedFailurePercentage, itemCounts, executionCounts } = mapRun
    return {
      mapRunArn,
      executionArn: mapRun.executionArn,
      status,
      ...dates(mapRun),
      maxConcurrency: Number.isFinite(mapRun.maxConcurrency) ? mapRun.maxConcurrency : 0,
      toleratedFailureCount,
      toleratedFailurePercentage,
      itemCounts,
      executionCounts,
      ...listedRedrive(mapRun),
    }
  }),

  ListMapRuns: operation(
    z.object({ executionArn: fields.arn, ...fields.paging }),
    ({ executionArn, ...request }, deps) => {
      const newestFirst = requireExecution(deps, executionArn)
        .mapRuns.map((mapRun, number) => ({ mapRun, number }))
        .reverse()
      const list = `map runs of ${executionArn}`
      const { items, nextToken } = page(newestFirst, ({ number }) => -number, { ...request, list })
      return {
        mapRuns: items.map(({ mapRun }) => ({
          executionArn,
          mapRunArn: mapRun.arn,
          stateMachineArn: mapRun.stateMachineArn,
          ...dates(mapRun),
        })),
        nextToken,
      }
    },
  ),

  UpdateMapRun: operation(
    z.object({
      mapRunArn: fields.longArn,
      maxConcurrency: boundedInteger({ min: 0 }).optional(),
      toleratedFailurePercentage: z.number().min(0).max(100).optional(),
      toleratedFailureCount: boundedInteger({ min: 0 }).optional(),
    }),
    ({ mapRunArn, ...changes }, deps) => {
      const mapRun = requireMapRun(deps, mapRunArn)
      if (mapRun.status !== 'RUNNING')
        throw new ApiError('ValidationException', `A Map Run that has completed cannot be updated: '${mapRunArn}'`, {
          reason: 'CANNOT_UPDATE_COMPLETED_MAP_RUN',
        })
      Object.assign(mapRun, Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)))
      mapRun.concurrencyChanged()
      return {}
    },
    { note: 'While the Map Run runs.' },
  ),
}

const dates = ({ startDate, stopDate }: MapRunRecord) => ({
  startDate: toSeconds(startDate),
  stopDate: stopDate === undefined ? undefined : toSeconds(stopDate),
})
