import type { EngineExecution } from '../execution/engine-execution.ts'
import type { MapRunRecord } from './map-run-record.ts'
import type { ExecutionRecord, Revision, StateMachineRecord } from './state-machine-record.ts'

/** The state machines, executions and Map Runs of one engine, by ARN. */
export interface Registry {
  readonly stateMachines: Map<string, StateMachineRecord>
  /** STANDARD executions, children of Map Runs, and the EXPRESS executions that are running: others cannot be described. */
  readonly executions: ReadonlyMap<string, ExecutionRecord>
  readonly mapRuns: Map<string, MapRunRecord>
  /** Adds an execution of a state machine. */
  addExecution(execution: EngineExecution, revision: Revision, stateMachine: StateMachineRecord): void
  /** Adds the child execution of a Map Run, with the revision of its parent. It is ignored if the parent is not registered. */
  addChildExecution(execution: EngineExecution): void
}

/** Creates an empty registry. */
export const createRegistry = (): Registry => {
  const executions = new Map<string, ExecutionRecord>()
  const mapRuns: Registry['mapRuns'] = new Map()
  let order = 0
  const record = (execution: EngineExecution, revision: Revision): ExecutionRecord => {
    const added = { execution, revision, order: ++order }
    executions.set(execution.arn, added)
    return added
  }
  return {
    stateMachines: new Map(),
    executions,
    mapRuns,
    addExecution: (execution, revision, stateMachine) => {
      const added = record(execution, revision)
      stateMachine.executions.add(added)
      if (execution.type === 'STANDARD') return
      execution.done.then(() => {
        executions.delete(execution.arn)
        stateMachine.executions.delete(added)
      })
    },
    addChildExecution: (execution) => {
      const parentArn = mapRuns.get(execution.mapRunArn ?? '')?.executionArn
      const parent = executions.get(parentArn ?? '')
      if (parent) record(execution, parent.revision)
    },
  }
}
