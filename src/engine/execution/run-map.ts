import { parseArn } from '../../arn.ts'
import type { Json, JsonObject } from '../../json.ts'
import type { StopSignal } from '../../stop.ts'
import type { EngineDeps } from '../engine-deps.ts'
import type { MapRunCall } from '../interpreter/map-run-call.ts'
import { compileStateMachine } from '../interpreter/program/compile.ts'
import { parseJsonText, toJsonText } from '../interpreter/program/json-text.ts'
import { runTogether } from '../interpreter/program/together.ts'
import { StateFailure } from '../interpreter/recovery/state-failure.ts'
import type { ChildInput } from '../interpreter/states/map/item-batcher.ts'
import type { MapRunCounts, MapRunRecord } from '../store/map-run-record.ts'
import type { EngineExecution } from './engine-execution.ts'
import type { ExecutionOptions } from './start-execution.ts'

/** What a Map Run needs from the execution whose Map state it is. */
export interface RunMapDeps {
  readonly deps: EngineDeps
  readonly parent: EngineExecution
  /** Starts a child execution. It is passed in because executions start Map Runs, and Map Runs executions. */
  readonly startExecution: (options: ExecutionOptions) => EngineExecution
}

/** Runs the children of a distributed Map and returns their outputs in the order of the inputs. @throws StateFailure */
export const runMap = async (call: MapRunCall, runDeps: RunMapDeps): Promise<Json> => {
  const { deps, parent } = runDeps
  const mapRun = createMapRun(call, parent, deps)
  deps.registry.mapRuns.set(mapRun.arn, mapRun)
  call.started(mapRun.arn)
  const stop = (status: MapRunRecord['status']) => {
    mapRun.status = status
    mapRun.stopDate = deps.system.now()
  }
  try {
    const outputs = await runChildren(mapRun, call, runDeps)
    stop('SUCCEEDED')
    return outputs
  } catch (failure) {
    stop(failure instanceof StateFailure ? 'FAILED' : 'ABORTED')
    throw failure
  }
}

const createMapRun = (call: MapRunCall, parent: EngineExecution, { system }: EngineDeps): MapRunRecord => {
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

const runChildren = async (
  mapRun: MapRunRecord,
  call: MapRunCall,
  { deps, parent, startExecution }: RunMapDeps,
): Promise<Json[]> => {
  const machine = compileStateMachine(call.processor as unknown as JsonObject)
  const outputs: Json[] = []
  let following = 0
  const start = ({ input, items }: ChildInput): EngineExecution => {
    const name = deps.system.uuid()
    const inputText = toJsonText(input)
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
      inputText,
      input: parseJsonText(inputText),
      mapRunArn: mapRun.arn,
      deps,
    })
    mapRun.children.push({ execution: child, items })
    deps.registry.addChildExecution(child)
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

/** Whether more items failed than either threshold allows; without a threshold, whether any failed (developer guide, state-map-distributed). */
const isOverThreshold = ({ itemCounts, toleratedFailureCount, toleratedFailurePercentage }: MapRunRecord): boolean => {
  const failed = itemCounts.failed + itemCounts.timedOut + itemCounts.aborted
  if (failed === 0) return false
  const byCount = toleratedFailureCount > 0 && failed > toleratedFailureCount
  const byPercentage = toleratedFailurePercentage > 0 && (failed / itemCounts.total) * 100 > toleratedFailurePercentage
  return byCount || byPercentage || (toleratedFailureCount === 0 && toleratedFailurePercentage === 0)
}

const thresholdExceeded = () =>
  new StateFailure('States.ExceedToleratedFailureThreshold', 'The specified tolerated failure threshold was exceeded')
