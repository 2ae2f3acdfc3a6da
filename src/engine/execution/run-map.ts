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
import { MapRunResults } from '../map-data/map-run-results.ts'
import { childResult } from '../map-data/writers/child-result.ts'
import { ChildOutputs } from '../store/child-outputs.ts'
import type { ChildRecord, MapRunRecord } from '../store/map-run-record.ts'
import type { EngineExecution } from './engine-execution.ts'
import { countOf, countsOf, moveChild } from './map-run-counts.ts'
import { ReadableOn } from './readable-on.ts'
import { redriveMapRun, redrivenFirst, resetPendingRedrives } from './redrive-map-run.ts'
import type { ExecutionOptions } from './start-execution.ts'

/** The dependencies of a Map Run on the execution whose Map state it is. */
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
  let work: ReadableOn<ChildRecord | ChildInput> | undefined
  try {
    leave = await deps.mapRunSlots.enter(call.signal)
    work = new ReadableOn<ChildRecord | ChildInput>(former ? redrivenFirst(mapRun, call.inputs, turns) : call.inputs)
    await runChildren(mapRun, work, { call, runDeps })
    const written = await finishResults(mapRun)
    stop('SUCCEEDED')
    return written ?? resultOf(mapRun, call)
  } catch (failure) {
    // The first failure counts, even if the results cannot be written either.
    if (mapRun.results?.isFinished === false) await finishResults(mapRun, work?.rest()).catch(() => {})
    stop(call.signal.aborted ? 'ABORTED' : 'FAILED')
    throw failure
  } finally {
    leave()
    await work?.close()
  }
}

/**
 * Writes what the ResultWriter has left to write, if there is one.
 * @param rest - the work that was not started
 * @throws StateFailure `States.ResultWriterFailed`
 */
const finishResults = async (
  mapRun: MapRunRecord,
  rest: AsyncIterable<ChildRecord | ChildInput> | readonly never[] = [],
): Promise<Json | undefined> => {
  const { results, itemCounts, executionCounts, children } = mapRun
  if (!results) return undefined
  for (const { execution } of children.values()) if (execution.isPendingRedrive) await results.add(execution)
  const written = await results.finish(inputsIn(rest))
  itemCounts.resultsWritten = itemCounts.total
  executionCounts.resultsWritten = executionCounts.total
  return written
}

/** The inputs in work that was not started. It ends where an input cannot be read, as the run does not fail twice. */
async function* inputsIn(rest: AsyncIterable<ChildRecord | ChildInput> | readonly never[]): AsyncGenerator<Json, void> {
  try {
    for await (const item of rest) if ('input' in item) yield item.input
  } catch {}
}

/** The outputs of the children that succeeded, in the order of their inputs. */
const resultOf = ({ outputs }: MapRunRecord, { resultWriter }: MapRunCall): Json[] =>
  resultWriter?.config.Transformation === 'FLATTEN' ? outputs.take().flat() : outputs.take()

const startMapRun = (call: MapRunCall, runDeps: RunMapDeps): MapRunRecord => {
  const mapRun = createMapRun(call, runDeps)
  runDeps.deps.registry.addMapRun(mapRun)
  call.started(mapRun.arn)
  return mapRun
}

const createMapRun = (call: MapRunCall, { deps, parent }: RunMapDeps): MapRunRecord => {
  const { system } = deps
  const label = call.label ?? system.uuid()
  const stateMachineArn = `${parent.stateMachineArn}/${label}`
  const arn = `${stateMachineArn.replace(':stateMachine:', ':mapRun:')}:${system.uuid()}`
  const { resultWriter } = call
  return {
    arn,
    executionArn: parent.arn,
    stateMachineArn,
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
    results:
      resultWriter?.destination &&
      new MapRunResults({ arn, stateMachineArn }, resultWriter, resultWriter.destination, deps),
    succeeded: [],
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
  work: ReadableOn<ChildRecord | ChildInput>,
  childDeps: ChildDeps,
): Promise<void> => {
  const { call, runDeps } = childDeps
  const { open } = runDeps.deps
  await forEachConcurrently<ChildRecord | ChildInput, void>(
    work.items,
    async (item, _index, { signal }) => {
      work.take()
      const child = 'input' in item ? startNewChild(mapRun, item, childDeps) : redriveChild(mapRun, item, childDeps)
      const { execution, items } = child
      const remove = onAbort(signal, () => execution.stop())
      await execution.done
      remove()
      moveChild(mapRun, items, 'running', countOf[execution.status])
      const written = keepResult(mapRun, child, childDeps)
      if (written) await written
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

/** A Map Run keeps all children that succeeded, so that they can be described, up to this number of children. */
const KEEPS_ALL_UP_TO = 10_000
/** A larger one keeps the last of them, so that it can have millions. The others are forgotten some at once. */
const KEPT_OF_MORE = 1000
const FORGOTTEN_AT_ONCE = 100

/** Keeps or writes the result of a child that has ended, and forgets the oldest children that succeeded if there are too many. */
const keepResult = (
  mapRun: MapRunRecord,
  { execution, order }: ChildRecord,
  { call: { resultWriter }, runDeps: { deps } }: ChildDeps,
): Maybe<void> => {
  const written = mapRun.results?.add(execution)
  if (execution.output === undefined) return written
  const isWithMetadata = resultWriter?.config.Transformation === 'NONE'
  if (!mapRun.results) mapRun.outputs.add(order, isWithMetadata ? toJsonText(childResult(execution)) : execution.output)
  mapRun.succeeded.push(execution)
  const kept = mapRun.executionCounts.total > KEEPS_ALL_UP_TO ? KEPT_OF_MORE : KEEPS_ALL_UP_TO
  if (mapRun.succeeded.length >= kept + FORGOTTEN_AT_ONCE)
    for (const old of mapRun.succeeded.splice(0, mapRun.succeeded.length - kept)) {
      mapRun.children.delete(old.arn)
      deps.registry.forget(old)
    }
  return written
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
