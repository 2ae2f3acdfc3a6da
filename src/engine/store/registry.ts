import type { Execution } from '../execution/execution.ts'
import type { MapRuns } from '../execution/map-run.ts'
import type { StateMachineProgram } from '../interpreter/program/program.ts'

export interface LoggingConfiguration {
  readonly level: string
  readonly includeExecutionData: boolean
  readonly destinations?: readonly object[] | undefined
}

export interface EncryptionConfiguration {
  readonly type: string
  readonly kmsKeyId?: string | undefined
  readonly kmsDataKeyReusePeriodSeconds?: number | undefined
}

/** What CreateStateMachine and UpdateStateMachine set, as it is described afterwards. */
export interface Settings {
  readonly definition: string
  readonly roleArn: string
  readonly loggingConfiguration: LoggingConfiguration
  readonly tracingConfiguration: { readonly enabled: boolean }
  readonly encryptionConfiguration: EncryptionConfiguration | undefined
}

/** What an execution runs: a state machine as it is from one update to the next. It never changes. */
export interface Revision {
  /** AWS gives none to the revision that a machine was created with. */
  readonly id: string | undefined
  readonly settings: Settings
  /** The definition, compiled. */
  readonly machine: StateMachineProgram
  readonly updateDate: number
}

/** A published revision. */
export interface Version {
  readonly number: number
  readonly arn: string
  readonly description: string | undefined
  readonly creationDate: number
  readonly revision: Revision
}

export interface Route {
  readonly stateMachineVersionArn: string
  readonly weight: number
}

export interface Alias {
  readonly name: string
  readonly arn: string
  readonly description: string | undefined
  readonly routingConfiguration: readonly Route[]
  readonly creationDate: number
  readonly updateDate: number
}

export type Tags = Map<string, string>

export interface StateMachine {
  readonly arn: string
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly creationDate: number
  /** How it was published when it was created: a second CreateStateMachine that differs is refused. */
  readonly published: { readonly publish: boolean; readonly description: string | undefined }
  readonly tags: Tags
  readonly versions: Map<number, Version>
  readonly aliases: Map<string, Alias>
  /** Oldest first; of EXPRESS ones those that still run. */
  readonly executions: Set<ExecutionRecord>
  revision: Revision
  /** The number of the version that was published last: numbers are never used again. */
  lastVersion: number
}

export interface Activity {
  readonly arn: string
  readonly name: string
  readonly creationDate: number
  readonly encryptionConfiguration: EncryptionConfiguration
  readonly tags: Tags
  /** How many workers wait for a task at the moment. */
  polls: number
}

/** An execution with the revision that it runs. */
export interface ExecutionRecord {
  readonly execution: Execution
  readonly revision: Revision
  /** Grows with each execution of the engine: the order of lists. */
  readonly order: number
}

/** Everything that exists in one engine. */
export interface Registry {
  readonly stateMachines: Map<string, StateMachine>
  readonly activities: Map<string, Activity>
  /** By ARN; of EXPRESS ones those that still run, and the children of Map Runs, for no others can be asked about. */
  readonly executions: ReadonlyMap<string, ExecutionRecord>
  readonly mapRuns: MapRuns
  /** Adds an execution of a state machine that has just been started. */
  add(execution: Execution, revision: Revision, stateMachine: StateMachine): void
  /** Adds an execution that a Map Run has just started. It runs a part of what its parent runs. */
  addChild(execution: Execution): void
}

/** A registry without anything in it. */
export const createRegistry = (): Registry => {
  const executions = new Map<string, ExecutionRecord>()
  const mapRuns: MapRuns = new Map()
  let order = 0
  const record = (execution: Execution, revision: Revision): ExecutionRecord => {
    const added = { execution, revision, order: ++order }
    executions.set(execution.arn, added)
    return added
  }
  return {
    stateMachines: new Map(),
    activities: new Map(),
    executions,
    mapRuns,
    add: (execution, revision, stateMachine) => {
      const added = record(execution, revision)
      stateMachine.executions.add(added)
      if (execution.type === 'STANDARD') return
      execution.done.then(() => {
        executions.delete(execution.arn)
        stateMachine.executions.delete(added)
      })
    },
    addChild: (execution) => {
      const parentArn = mapRuns.get(execution.mapRunArn ?? '')?.executionArn
      const parent = executions.get(parentArn ?? '')
      if (parent) record(execution, parent.revision)
    },
  }
}
