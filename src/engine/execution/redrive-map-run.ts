import type { Turns } from '../../turns.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { ChildInput, MapRunCall } from '../interpreter/program/map-run-call.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { ChildRecord, MapRunCounts, MapRunRecord } from '../store/map-run-record.ts'
import { countOf, moveChild } from './map-run-counts.ts'
import { notRedrivableReason } from './not-redrivable-reason.ts'

/** The most redrives of one Map Run (developer guide, redrive-map-run). */
const MAX_REDRIVES = 1000

type RedriveDeps = Pick<EngineDeps, 'registry' | 'system'>

/**
 * Continues a Map Run. A child that cannot be redriven, or that the engine has forgotten, keeps its status, and counts as failed.
 * @throws StateFailure if it has been redriven too often
 */
export const redriveMapRun = (mapRun: MapRunRecord, call: MapRunCall, deps: RedriveDeps): MapRunRecord => {
  if (mapRun.redriveCount >= MAX_REDRIVES)
    throw new StateFailure(
      'States.Runtime',
      `The Map Run has been redriven ${MAX_REDRIVES} times, which is the maximum.`,
    )
  mapRun.redriveCount++
  mapRun.redriveDate = deps.system.now()
  mapRun.status = 'RUNNING'
  mapRun.stopDate = undefined
  for (const child of mapRun.children.values()) setPendingRedrive(mapRun, child, deps)
  restartResults(mapRun)
  for (const counts of [mapRun.itemCounts, mapRun.executionCounts]) counts.failuresNotRedrivable = failuresIn(counts)
  call.redriven(mapRun.arn, mapRun.redriveCount)
  return mapRun
}

/** The children that cannot be redriven stay among the results. */
const restartResults = ({ results, children }: MapRunRecord): void => {
  results?.redrive()
  for (const { execution } of children.values())
    if (execution.status !== 'SUCCEEDED' && !execution.isPendingRedrive) void results?.add(execution)
}

const failuresIn = ({ failed, timedOut, aborted }: MapRunCounts): number => failed + timedOut + aborted

const setPendingRedrive = (
  mapRun: MapRunRecord,
  { execution, items }: ChildRecord,
  { registry, system }: RedriveDeps,
): void => {
  if (notRedrivableReason(execution, system.now()) !== undefined) return
  registry.hold(execution)
  execution.isPendingRedrive = true
  moveChild(mapRun, items, countOf[execution.status], 'pendingRedrive')
}

/** Gives the children that have not been redriven their statuses again, at the end of a run (developer guide, redrive-map-run). */
export const resetPendingRedrives = (mapRun: MapRunRecord, { registry }: RedriveDeps): void => {
  const pending = [...mapRun.children.values()].filter(({ execution }) => execution.isPendingRedrive)
  for (const { execution, items } of pending) {
    execution.isPendingRedrive = false
    moveChild(mapRun, items, 'pendingRedrive', countOf[execution.status])
    registry.release(execution)
  }
}

/** The children to redrive, then the inputs whose children had not started. */
export async function* redrivenFirst(
  { children, executionCounts }: MapRunRecord,
  inputs: MapRunCall['inputs'],
  turns: Turns,
): AsyncGenerator<ChildRecord | ChildInput, void> {
  const started = executionCounts.total
  yield* [...children.values()].filter(({ execution }) => execution.isPendingRedrive)
  let index = 0
  for await (const input of inputs) {
    if (turns.isOver()) await turns.next()
    if (index++ >= started) yield input
  }
}
