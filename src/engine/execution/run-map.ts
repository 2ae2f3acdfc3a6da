import { parseArn } from '../../arn.ts'
import type { Json } from '../../json.ts'
import { onAbort } from '../../stop.ts'
import type { Turns } from '../../turns.ts'
import type { EngineDeps } from '../engine-deps.ts'
import { forEachConcurrently } from '../interpreter/program/for-each-concurrently.ts'
import { parseJsonText, toJsonText } from '../interpreter/program/json-text.ts'
import type { ChildInput, MapRunCall } from '../interpreter/program/map-run-call.ts'
import type { Maybe } from '../interpreter/program/maybe.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import { writeResults } from '../map-data/write-results.ts'
import { ChildOutputs } from '../store/child-outputs.ts'
import type { ChildRecord, MapRunRecord } from '../store/map-run-record.ts'
import type { EngineExecution } from './engine-execution.ts'
import { countOf, countsOf, moveChild } from './map-run-counts.ts'
import { redriveMapRun, redrivenFirst, resetPendingRedrives } from './redrive-map-run.ts'
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
 * Runs the children of a distributed Map, and returns their outputs in the order of the inputs. A run that continues redrives the children
 * that have not succeeded, and starts those that had not started.
 * @throws StateFailure if too many of them fail; the error of an input that cannot be made
 */
export const runMap = async (call: MapRunCall, runDeps: RunMapDeps): Promise<Json> => {
  const { deps, turns } = runDeps
  const former = deps.registry.mapRuns.get(call.continues ?? '')
  const mapRun = former ? redriveMapRun(former, call, deps) : startMapRun(call, runDeps)
  const stop = (status: MapRunRecord['status']) => {
    mapRun.status = status
    mapRun.stopDate = deps.system.now()
    resetPendingRedrives(mapRun, deps)
  }
  let leave = () => {}
  try {
    leave = await deps.mapRunSlots.enter(call.signal)
    const work = former ? redrivenFirst(mapRun, call.inputs, turns) : call.inputs
    await runChildren(mapRun, work, { call, runDeps }).catch(async (failure: unknown) => {
      // The first failure counts, even if the results cannot be written either.
      if (!call.signal.aborted) await writeResults(mapRun, call.resultWriter, deps).catch(() => {})
      throw failure
    })
    const written = await writeResults(mapRun, call.resultWriter, deps)
    stop('SUCCEEDED')
    const outputs = mapRun.outputs.take()
    return written ?? outputs
  } catch (failure) {
    stop(call.signal.aborted ? 'ABORTED' : 'FAILED')
    throw failure
  } finally {
    leave()
  }
}

const startMapRun = (call: MapRunCall, { deps, parent }: RunMapDeps): MapRunRecord => {
  const mapRun = createMapRun(call, parent, deps)
  deps.registry.addMapRun(mapRun)
  call.started(mapRun.arn)
  return mapRun
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
    outputs: new ChildOutputs(),
    redriveCount: 0,
    redriveDate: undefined,
  }
}

interface ChildDeps {
  readonly call: MapRunCall
  readonly runDeps: RunMapDeps
}

/** Runs children until all have ended. The work is a child to redrive, or the input of a new one. */
const runChildren = async (
  mapRun: MapRunRecord,
  work: Iterable<Maybe<ChildInput>> | AsyncIterable<ChildRecord | ChildInput>,
  childDeps: ChildDeps,
): Promise<void> => {
  const { call, runDeps } = childDeps
  const { open } = runDeps.deps
  await forEachConcurrently<ChildRecord | ChildInput, void>(
    work,
    async (item, _index, { signal }) => {
      const { execution, items, order } =
        'input' in item ? startNewChild(mapRun, item, childDeps) : redriveChild(mapRun, item, childDeps)
      const remove = onAbort(signal, () => execution.stop())
      await execution.done
      remove()
      moveChild(mapRun, items, 'running', countOf[execution.status])
      if (execution.output !== undefined) mapRun.outputs.add(order, execution.output)
      signal.throwIfAborted()
      if (isOverThreshold(mapRun, call.totalItems)) throw thresholdExceeded()
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
}

const startNewChild = (mapRun: MapRunRecord, childInput: ChildInput, childDeps: ChildDeps): ChildRecord => {
  const { input, items } = childInput
  count(mapRun, childInput, childDeps.call)
  moveChild(mapRun, items, 'pending', 'running')
  const name = childDeps.runDeps.deps.system.uuid()
  const arn = `${mapRun.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`
  const order = mapRun.executionCounts.total
  return startChild(mapRun, { arn, name, inputText: toJsonText(input), items, order }, childDeps)
}

/** A STANDARD child continues; an EXPRESS child starts again under the same ARN (developer guide, redrive-map-run). */
const redriveChild = (mapRun: MapRunRecord, child: ChildRecord, childDeps: ChildDeps): ChildRecord => {
  const { execution, items, order } = child
  const { type, arn, name, input } = execution
  moveChild(mapRun, items, 'pendingRedrive', 'running')
  if (type === 'EXPRESS') return startChild(mapRun, { arn, name, inputText: input, items, order }, childDeps)
  childDeps.runDeps.deps.registry.redrive(execution)
  return child
}

interface ChildStart extends Omit<ChildRecord, 'execution'> {
  readonly arn: string
  readonly name: string
  readonly inputText: string
}

const startChild = (
  mapRun: MapRunRecord,
  { arn, name, inputText, items, order }: ChildStart,
  { call, runDeps: { deps, parent, startExecution } }: ChildDeps,
): ChildRecord => {
  const execution = startExecution({
    arn,
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
  const child = { execution, items, order }
  mapRun.children.set(arn, child)
  deps.registry.addChildExecution(execution)
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
