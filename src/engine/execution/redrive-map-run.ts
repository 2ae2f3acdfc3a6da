import type { System } from '../../system.ts'
import type { ChildInput, MapRunCall } from '../interpreter/program/map-run-call.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { MapRunChild, MapRunRecord } from '../store/map-run-record.ts'
import { countOf, moveChild } from './map-run-counts.ts'
import { notRedrivableReason } from './not-redrivable-reason.ts'

/** The most redrives of one Map Run (developer guide, redrive-map-run). */
const MAX_REDRIVES = 1000

/**
 * Continues a Map Run. A child that cannot be redriven keeps its status, and counts as failed.
 * @throws StateFailure if it has been redriven too often
 */
export const redriveMapRun = (mapRun: MapRunRecord, call: MapRunCall, { now }: System): MapRunRecord => {
  if (mapRun.redriveCount >= MAX_REDRIVES)
    throw new StateFailure(
      'States.Runtime',
      `The Map Run has been redriven ${MAX_REDRIVES} times, which is the maximum.`,
    )
  mapRun.redriveCount++
  mapRun.redriveDate = now()
  mapRun.status = 'RUNNING'
  mapRun.stopDate = undefined
  mapRun.itemCounts.failuresNotRedrivable = 0
  mapRun.executionCounts.failuresNotRedrivable = 0
  for (const child of mapRun.children)
    if (child.execution.status !== 'SUCCEEDED') setPendingRedrive(mapRun, child, now())
  call.redriven(mapRun.arn, mapRun.redriveCount)
  return mapRun
}

const setPendingRedrive = (mapRun: MapRunRecord, { execution, items }: MapRunChild, now: number): void => {
  if (notRedrivableReason(execution, now) !== undefined) {
    mapRun.itemCounts.failuresNotRedrivable += items
    mapRun.executionCounts.failuresNotRedrivable++
    return
  }
  execution.isPendingRedrive = true
  moveChild(mapRun, items, countOf[execution.status], 'pendingRedrive')
}

/** Gives the children that have not been redriven their statuses again, at the end of a run (developer guide, redrive-map-run). */
export const resetPendingRedrives = (mapRun: MapRunRecord): void => {
  for (const { execution, items } of mapRun.children) {
    if (!execution.isPendingRedrive) continue
    execution.isPendingRedrive = false
    moveChild(mapRun, items, 'pendingRedrive', countOf[execution.status])
  }
}

/** The children to redrive, then the inputs whose children had not started. */
export async function* redrivenFirst(
  { children }: MapRunRecord,
  inputs: MapRunCall['inputs'],
): AsyncGenerator<MapRunChild | ChildInput, void> {
  const started = children.length
  yield* children.filter(({ execution }) => execution.isPendingRedrive)
  let index = 0
  for await (const input of inputs) if (index++ >= started) yield input
}
