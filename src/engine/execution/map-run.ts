import { parseArn } from '../../arn.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { MapRunCall } from '../interpreter/program/map-run-call.ts'
import { compileStateMachine } from '../interpreter/program/compile.ts'
import { parseJsonText, toJsonText } from '../interpreter/program/json-text.ts'
import { runTogether } from '../interpreter/program/for-each-concurrently.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { ChildInput } from '../interpreter/states/map/item-batcher.ts'
import { type Execution, startExecution } from './execution.ts'

/** How many items, or child executions, are in which state (AWS API, DescribeMapRun). */
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

/** Runs a distributed Map's children, and gives their outputs in the order of the inputs. @throws StateFailure */
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
      stop(failure instanceof StateFailure ? 'FAILED' : 'ABORTED')
      throw failure
    }
  }

const createMapRun = (call: MapRunCall, parent: Execution, { system }: EngineDeps): MapRun => {
  const label = call.label ?? system.uuid()
  const labelled = `${parent.stateMachineArn}/${label}`
  const items = call.inputs.reduce((sum, { items }) => sum + items, 0)
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
    itemCounts: countsOf(items),
    executionCounts: countsOf(call.inputs.length),
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

const runChildren = async (mapRun: MapRun, call: MapRunCall, { deps, parent, added }: Children): Promise<Json[]> => {
  const machine = compileStateMachine(call.processor as unknown as JsonObject)
  const outputs: Json[] = []
  let following = 0
  const start = ({ input, items }: ChildInput): Execution => {
    const name = deps.system.uuid()
    const child = startExecution({
      arn: `${mapRun.stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`,
      name,
      machine,
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
  const lane = async (signal: StopSignal) => {
    while (following < call.inputs.length) {
      signal.throwIfAborted()
      const index = following++
      const input = call.inputs[index] as ChildInput
      move(mapRun, input.items, 'pending', 'running')
      const child = start(input)
      const stop = () => child.stop()
      signal.addEventListener('abort', stop, { once: true })
      await child.done
      signal.removeEventListener('abort', stop)
      move(mapRun, input.items, 'running', ends[child.status])
      signal.throwIfAborted()
      if (child.output !== undefined) outputs[index] = parseJsonText(child.output)
      if (isOverThreshold(mapRun)) throw thresholdExceeded()
    }
  }
  const lanes = Math.min(call.maxConcurrency, call.inputs.length)
  await runTogether(
    call.signal,
    Array.from({ length: lanes }, () => lane),
  )
  return outputs.filter((output) => output !== undefined)
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

/** More failed items than either threshold allows; without one, any (developer guide, state-map-distributed). */
const isOverThreshold = ({ itemCounts, toleratedFailureCount, toleratedFailurePercentage }: MapRun): boolean => {
  const failed = itemCounts.failed + itemCounts.timedOut + itemCounts.aborted
  if (failed === 0) return false
  const byCount = toleratedFailureCount > 0 && failed > toleratedFailureCount
  const byPercentage = toleratedFailurePercentage > 0 && (failed / itemCounts.total) * 100 > toleratedFailurePercentage
  return byCount || byPercentage || (toleratedFailureCount === 0 && toleratedFailurePercentage === 0)
}

const thresholdExceeded = () =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded')
