import type { EngineExecution } from '../execution/engine-execution.ts'
import { Definitions } from './definitions.ts'
import type { MapRunRecord } from './map-run-record.ts'
import { Retention, type RetentionLimits } from './retention.ts'
import type { ExecutionRecord, Revision, StateMachineRecord } from './state-machine-record.ts'

/** The state machines, executions and Map Runs of one engine, by ARN. */
export interface Registry {
  readonly stateMachines: Map<string, StateMachineRecord>
  readonly definitions: Definitions
  /** STANDARD executions, children of Map Runs, and the EXPRESS executions that are running: others cannot be described. */
  readonly executions: ReadonlyMap<string, ExecutionRecord>
  readonly mapRuns: ReadonlyMap<string, MapRunRecord>
  /** Adds an execution of a state machine. It is forgotten some time after its end. */
  addExecution(execution: EngineExecution, revision: Revision, stateMachine: StateMachineRecord): void
  /** Adds the child execution of a Map Run, with the revision of its parent. It is ignored if the parent is not registered. */
  addChildExecution(execution: EngineExecution): void
  /** Continues an execution that has ended. It is forgotten some time after its next end. */
  redrive(execution: EngineExecution): void
  /** Does not forget an execution that has ended until it is redriven or released. */
  hold(execution: EngineExecution): void
  /** Ends the hold of an execution that has not been redriven. */
  release(execution: EngineExecution): void
  /** Forgets an execution that has ended. */
  forget(execution: EngineExecution): void
  /** Adds a Map Run. It is forgotten together with its execution. */
  addMapRun(mapRun: MapRunRecord): void
  /** Forgets the executions that have ended too long ago. */
  forgetOld(now: number): void
}

/** Creates an empty registry. */
export const createRegistry = (limits: RetentionLimits & { readonly definitionBytes: number }): Registry => {
  const definitions = new Definitions(limits.definitionBytes)
  const executions = new Map<string, ExecutionRecord>()
  const mapRuns = new Map<string, MapRunRecord>()
  let order = 0
  const forget = (record: ExecutionRecord) => {
    const { arn, mapRunArn } = record.execution
    definitions.release(record.revision)
    if (executions.get(arn) === record) executions.delete(arn)
    record.stateMachine?.executions.delete(record)
    const children = mapRuns.get(mapRunArn ?? '')?.children
    if (children?.get(arn)?.execution === record.execution) children.delete(arn)
    for (const mapRun of record.mapRuns) mapRuns.delete(mapRun.arn)
  }
  const retention = new Retention(limits, forget)
  const add = (execution: EngineExecution, revision: Revision, stateMachine?: StateMachineRecord) => {
    const record: ExecutionRecord = { execution, revision, stateMachine, mapRuns: [], order: ++order, ended: undefined }
    definitions.hold(revision)
    executions.set(execution.arn, record)
    stateMachine?.executions.add(record)
    atEnd(record)
  }
  /** Starts to keep an execution when it ends, unless it has been redriven by then. */
  const atEnd = (record: ExecutionRecord) => {
    const { execution } = record
    const { type, mapRunArn, done } = execution
    const isKept = type === 'STANDARD' || mapRunArn !== undefined
    void done.then(() => {
      if (!isKept) forget(record)
      else if (execution.done === done) retention.add(record)
    })
  }
  /** The record of an execution; `undefined` if it is not registered, or has been replaced. */
  const recordOf = (execution: EngineExecution): ExecutionRecord | undefined => {
    const record = executions.get(execution.arn)
    return record?.execution === execution ? record : undefined
  }
  return {
    stateMachines: new Map(),
    definitions,
    executions,
    mapRuns,
    addExecution: add,
    addChildExecution: (execution) => {
      const parentArn = mapRuns.get(execution.mapRunArn ?? '')?.executionArn
      const parent = executions.get(parentArn ?? '')
      if (parent) add(execution, parent.revision)
    },
    redrive: (execution) => {
      const record = recordOf(execution)
      if (record) retention.remove(record)
      execution.redrive()
      if (record) atEnd(record)
    },
    hold: (execution) => {
      const record = recordOf(execution)
      if (record) retention.remove(record)
    },
    release: (execution) => {
      const record = recordOf(execution)
      if (record) retention.add(record)
    },
    forget: (execution) => {
      const record = recordOf(execution)
      if (!record) return
      retention.remove(record)
      forget(record)
    },
    addMapRun: (mapRun) => {
      mapRuns.set(mapRun.arn, mapRun)
      executions.get(mapRun.executionArn)?.mapRuns.push(mapRun)
    },
    forgetOld: (now) => retention.forgetOld(now),
  }
}
