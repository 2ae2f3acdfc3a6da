import { parseArn } from '../../arn.ts'
import type { Json } from '../../json.ts'
import { onAbort } from '../../stop.ts'
import type { EngineDeps } from '../engine-deps.ts'
import { forEachConcurrently } from '../interpreter/program/for-each-concurrently.ts'
import { parseJsonText, toJsonText } from '../interpreter/program/json-text.ts'
import type { ChildInput, MapRunCall } from '../interpreter/program/map-run-call.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import { type Execution, startExecution } from './execution.ts'

/** The numbers of items or child executions by state (AWS API, DescribeMapRun). */
export interface Counts {
  pending: number
  running: number
  succeeded: number
  failed: number
  timedOut: number
  aborted: number
  total: number
  resultsWritten: number
  failuresNotRedrivable: number
  pendingRedrive: number
}

/** One run of a distributed Map. It changes by itself until it has stopped. */
export interface MapRun {
  readonly arn: string
  readonly executionArn: string
  /** The machine that its children run: the parent's, with the Map's label. */
  readonly stateMachineArn: string
  readonly startDate: number
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED'
  stopDate: number | undefined
  maxConcurrency: number
  toleratedFailureCount: number
  toleratedFailurePercentage: number
  readonly itemCounts: Counts
  readonly executionCounts: Counts
  /** The child executions, oldest first. */
  readonly children: { readonly execution: Execution; readonly items: number }[]
}

/** The Map Runs of one engine, by ARN. */
export type MapRuns = Map<string, MapRun>

/**
 * Runs the children of a distributed Map, and returns their outputs in the order of the inputs.
 * @throws StateFailure if too many of them fail; the error of an input that cannot be made
 */
export const runMapOn =
  (mapRuns: MapRuns, { deps, added }: { deps: () => EngineDeps; added(child: Execution): void }) =>
  async (call: MapRunCall, parent: Execution): Promise<Json> => {
    const mapRun = createMapRun(call, parent, deps())
    mapRuns.set(mapRun.arn, mapRun)
    call.started(mapRun.arn)
    const stop = (status: MapRun['status']) => {
      mapRun.status = status
      mapRun.stopDate = deps().system.now()
    }
    try {
      const outputs = await runChildren(mapRun, call, { deps: deps(), parent, added })
      stop('SUCCEEDED')
      return outputs
    } catch (failure) {
      stop(call.signal.aborted ? 'ABORTED' : 'FAILED')
      throw failure
    }
  }

const createMapRun = (call: MapRunCall, parent: Execution, { system }: EngineDeps): MapRun => {
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
    toleratedFailureCount: call.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: call.toleratedFailurePercentage ?? 0,
    itemCounts: countsOf(call.totalItems ?? 0),
    executionCounts: countsOf(0),
    children: [],
  }
}

const countsOf = (total: number): Counts => ({
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

interface Children {
  readonly deps: EngineDeps
  readonly parent: Execution
  added(child: Execution): void
}

const runChildren = async (mapRun: MapRun, call: MapRunCall, children: Children): Promise<Json[]> => {
  const outputs = await forEachConcurrently(
    call.inputs,
    async (input, _index, { signal }) => {
      count(mapRun, input, call)
      move(mapRun, input.items, 'pending', 'running')
      const child = startChild(mapRun, { input, call }, children)
      const remove = onAbort(signal, () => child.stop())
      await child.done
      remove()
      move(mapRun, input.items, 'running', ends[child.status])
      signal.throwIfAborted()
      if (isOverThreshold(mapRun, call.totalItems)) throw thresholdExceeded()
      return child.output === undefined ? undefined : parseJsonText(child.output)
    },
    { signal: call.signal, limit: () => mapRun.maxConcurrency || Number.POSITIVE_INFINITY },
  )
  if (isOverThreshold(mapRun, mapRun.itemCounts.total)) throw thresholdExceeded()
  return outputs.filter((output) => output !== undefined)
}

const startChild = (
  mapRun: MapRun,
  { input: { input, items }, call }: { input: ChildInput; call: MapRunCall },
  { deps, parent, added }: Children,
): Execution => {
  const name = deps.system.uuid()
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
    input: toJsonText(input),
    mapRunArn: mapRun.arn,
    deps,
  })
  mapRun.children.push({ execution: child, items })
  added(child)
  return child
}

/** Adds a child that is about to start; its items too, if their total was not known before. */
const count = ({ itemCounts, executionCounts }: MapRun, { items }: ChildInput, { totalItems }: MapRunCall): void => {
  executionCounts.total++
  executionCounts.pending++
  if (totalItems !== undefined) return
  itemCounts.total += items
  itemCounts.pending += items
}

/** Which count an ended execution adds to. */
const ends = {
  RUNNING: 'running',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timedOut',
  ABORTED: 'aborted',
} as const satisfies Record<Execution['status'], keyof Counts>

const move = ({ itemCounts, executionCounts }: MapRun, items: number, from: keyof Counts, to: keyof Counts): void => {
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
  { itemCounts, toleratedFailureCount, toleratedFailurePercentage }: MapRun,
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
