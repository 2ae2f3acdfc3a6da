import { parseArn } from '../../arn.ts'
import { type Json, MAX_PAYLOAD_BYTES } from '../../json.ts'
import { onAbort } from '../../stop.ts'
import type { Turns } from '../../turns.ts'
import type { EngineDeps } from '../engine-deps.ts'
import { forEachConcurrently } from '../interpreter/program/for-each-concurrently.ts'
import { parseJsonText, toJsonText } from '../interpreter/program/json-text.ts'
import type { ChildInput, MapRunCall } from '../interpreter/program/map-run-call.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import { writeResults } from '../map-data/write-results.ts'
import type { MapRunCounts, MapRunRecord } from '../store/map-run-record.ts'
import type { EngineExecution } from './engine-execution.ts'
import type { ExecutionOptions } from './start-execution.ts'

/** What a Map Run needs from the execution whose Map state it is. */
export interface RunMapDeps {
  readonly deps: EngineDeps
  readonly parent: EngineExecution
  /** The turns of the parent. */
  readonly turns: Turns
  /** Starts a child execution. It is passed in because executions start Map Runs, and Map Runs executions. */
  readonly startExecution: (options: ExecutionOptions) => EngineExecution
}

/**
 * Runs the children of a distributed Map, and returns their outputs in the order of the inputs.
 * @throws StateFailure if too many of them fail; the error of an input that cannot be made
 */
export const runMap = async (call: MapRunCall, runDeps: RunMapDeps): Promise<Json> => {
  const { deps, parent } = runDeps
  const mapRun = createMapRun(call, parent, deps)
  deps.registry.addMapRun(mapRun)
  call.started(mapRun.arn)
  const stop = (status: MapRunRecord['status']) => {
    mapRun.status = status
    mapRun.stopDate = deps.system.now()
  }
  let leave = () => {}
  try {
    leave = await deps.mapRunSlots.enter(call.signal)
    const outputs = await runChildren(mapRun, call, runDeps).catch(async (failure: unknown) => {
      // The first failure counts, even if the results cannot be written either.
      if (!call.signal.aborted) await writeResults(mapRun, call.resultWriter, deps).catch(() => {})
      throw failure
    })
    const written = await writeResults(mapRun, call.resultWriter, deps)
    stop('SUCCEEDED')
    return written ?? outputs
  } catch (failure) {
    stop(call.signal.aborted ? 'ABORTED' : 'FAILED')
    throw failure
  } finally {
    leave()
  }
}

const createMapRun = (call: MapRunCall, parent: EngineExecution, { system }: EngineDeps): MapRunRecord => {
  const label = call.label ?? system.uuid()
  const labelled = `${parent.stateMachineArn}/${label}`
  return {
    arn: `${labelled.replace(':stateMachine:', ':mapRun:')}:${system.uuid()}`,
    executionArn: parent.arn,
    stateMachineArn: labelled,
    startDate: system.now(),
    status: 'RUNNING',
    stopDate: undefined,
    maxConcurrency: call.maxConcurrency,
    concurrencyChanged: () => {},
    toleratedFailureCount: call.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: call.toleratedFailurePercentage ?? 0,
    itemCounts: countsOf(call.totalItems ?? 0),
    executionCounts: countsOf(0),
    children: new Map(),
  }
}

const countsOf = (total: number): MapRunCounts => ({
  pending: total,
  running: 0,
  succeeded: 0,
  failed: 0,
  timedOut: 0,
  aborted: 0,
  total,
  resultsWritten: 0,
  failuresNotRedrivable: 0,
  pendingRedrive: 0,
})

const runChildren = async (mapRun: MapRunRecord, call: MapRunCall, runDeps: RunMapDeps): Promise<Json[]> => {
  const { open } = runDeps.deps
  let resultBytes = 0
  const outputs = await forEachConcurrently(
    call.inputs,
    async (input, _index, { signal }) => {
      count(mapRun, input, call)
      move(mapRun, input.items, 'pending', 'running')
      const child = startChild(mapRun, { input, call }, runDeps)
      const remove = onAbort(signal, () => child.stop())
      await child.done
      remove()
      move(mapRun, input.items, 'running', ends[child.status])
      signal.throwIfAborted()
      if (isOverThreshold(mapRun, call.totalItems)) throw thresholdExceeded()
      if (child.output === undefined) return undefined
      resultBytes += child.output.length
      // The result is too large then, whatever else is in it.
      return resultBytes > MAX_PAYLOAD_BYTES ? null : parseJsonText(child.output)
    },
    {
      signal: call.signal,
      // One child can always run, so that a run goes on even if others have filled the engine.
      limit: () =>
        Math.max(
          1,
          Math.min(
            mapRun.maxConcurrency || Number.POSITIVE_INFINITY,
            mapRun.executionCounts.running + open.nested.room,
          ),
        ),
      turns: runDeps.turns,
      onLimitChange: (changed) => {
        mapRun.concurrencyChanged = changed
      },
    },
  )
  if (isOverThreshold(mapRun, mapRun.itemCounts.total)) throw thresholdExceeded()
  return outputs.filter((output) => output !== undefined)
}

const startChild = (
  mapRun: MapRunRecord,
  { input: { input, items }, call }: { input: ChildInput; call: MapRunCall },
  { deps, parent, startExecution }: RunMapDeps,
): EngineExecution => {
  const name = deps.system.uuid()
  const inputText = toJsonText(input)
  const child = startExecution({
    arn: `${mapRun.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
    name,
    machine: call.program,
    stateMachine: {
      arn: mapRun.stateMachineArn,
      name: parseArn(mapRun.stateMachineArn)?.resource[1] ?? '',
      roleArn: parent.roleArn,
      type: call.executionType,
    },
    inputText,
    input: parseJsonText(inputText),
    mapRunArn: mapRun.arn,
    deps,
  })
  mapRun.children.set(child.arn, { execution: child, items, order: mapRun.executionCounts.total })
  deps.registry.addChildExecution(child)
  return child
}

/** Adds a child that is about to start; its items too, if their total was not known before. */
const count = (
  { itemCounts, executionCounts }: MapRunRecord,
  { items }: ChildInput,
  { totalItems }: MapRunCall,
): void => {
  executionCounts.total++
  executionCounts.pending++
  if (totalItems !== undefined) return
  itemCounts.total += items
  itemCounts.pending += items
}

/** The count that an execution of each status belongs to. */
const ends = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const satisfies Record<EngineExecution['status'], keyof MapRunCounts>

const move = (
  { itemCounts, executionCounts }: MapRunRecord,
  items: number,
  from: keyof MapRunCounts,
  to: keyof MapRunCounts,
): void => {
  itemCounts[from] -= items
  itemCounts[to] += items
  executionCounts[from]--
  executionCounts[to]++
}

/**
 * Checks if more items have failed than either threshold allows, or any if there is no threshold (developer guide, state-map-distributed).
 * @param total - the number of all items; the percentage is not checked while it is unknown
 */
const isOverThreshold = (
  { itemCounts, toleratedFailureCount, toleratedFailurePercentage }: MapRunRecord,
  total: number | undefined,
): boolean => {
  const failed = itemCounts.failed + itemCounts.timedOut + itemCounts.aborted
  if (failed === 0) return false
  if (toleratedFailureCount === 0 && toleratedFailurePercentage === 0) return true
  const byCount = toleratedFailureCount > 0 && failed > toleratedFailureCount
  const byPercentage =
    toleratedFailurePercentage > 0 && total !== undefined && (failed / total) * 100 > toleratedFailurePercentage
  return byCount || byPercentage
}

const thresholdExceeded = () =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded')
