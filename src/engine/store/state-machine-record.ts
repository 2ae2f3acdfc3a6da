import type { EngineExecution } from '../execution/engine-execution.ts'
import type { StateMachineProgram } from '../interpreter/program/program.ts'
import type { MapRunRecord } from './map-run-record.ts'
import type { EndedExecution } from './retention.ts'

export interface LogDestination {
  readonly cloudWatchLogsLogGroup?: { readonly logGroupArn?: string | undefined } | undefined
}

export interface LoggingConfiguration {
  readonly level: string
  readonly includeExecutionData: boolean
  readonly destinations?: readonly LogDestination[] | undefined
}

export interface EncryptionConfiguration {
  readonly type: string
  readonly kmsKeyId?: string | undefined
  readonly kmsDataKeyReusePeriodSeconds?: number | undefined
}

/** The settings of CreateStateMachine and UpdateStateMachine, in the form in which they are described. */
export interface StateMachineSettings {
  readonly definition: string
  readonly roleArn: string
  readonly loggingConfiguration: LoggingConfiguration
  readonly tracingConfiguration: { readonly enabled: boolean }
  readonly encryptionConfiguration: EncryptionConfiguration
}

/** A state machine between two updates; it never changes. An execution runs one revision from its start to its end. */
export interface Revision {
  /** `undefined` for the revision that a state machine is created with, which has no id on AWS. */
  readonly id: string | undefined
  readonly settings: StateMachineSettings
  /** The compiled definition. */
  readonly machine: StateMachineProgram
  /** Milliseconds since the epoch. */
  readonly updateDate: number
}

/** A published revision. */
export interface VersionRecord {
  readonly number: number
  readonly arn: string
  readonly description: string | undefined
  readonly creationDate: number
  readonly revision: Revision
}

/** One entry of an alias's routing configuration. */
export interface Route {
  readonly stateMachineVersionArn: string
  /** How many of a hundred executions take this route. */
  readonly weight: number
}

export interface AliasRecord {
  readonly name: string
  readonly arn: string
  readonly description: string | undefined
  readonly routingConfiguration: readonly Route[]
  readonly creationDate: number
  readonly updateDate: number
}

/** The tags of a resource, by key. */
export type Tags = Map<string, string>

/** A state machine with its versions, aliases and executions. */
export interface StateMachineRecord {
  readonly arn: string
  readonly name: string
  readonly type: 'STANDARD' | 'EXPRESS'
  readonly creationDate: number
  /** How CreateStateMachine published it: a second CreateStateMachine with other values is refused. */
  readonly published: { readonly publish: boolean; readonly description: string | undefined }
  readonly tags: Tags
  readonly versions: Map<number, VersionRecord>
  readonly aliases: Map<string, AliasRecord>
  /** Oldest first. EXPRESS executions are removed when they end. */
  readonly executions: Set<ExecutionRecord>
  /** DELETING from DeleteStateMachine until its running executions have ended. */
  status: 'ACTIVE' | 'DELETING'
  revision: Revision
  /** The number of the version that was published last: numbers are not reused. */
  lastVersion: number
}

/** An execution with the revision that it runs. */
export interface ExecutionRecord {
  readonly execution: EngineExecution
  readonly revision: Revision
  /** `undefined` for the child of a Map Run. */
  readonly stateMachine: StateMachineRecord | undefined
  /** The Map Runs that it has started, oldest first. */
  readonly mapRuns: MapRunRecord[]
  /** Increases with each execution of the engine; lists are sorted by it. */
  readonly order: number
  /** The tokens of the last requests that redrove it, newest first, and when. */
  redrives?: readonly { readonly token: string; readonly date: number }[]
  /** Its place among the executions that are kept after their end. */
  ended: EndedExecution | undefined
}
