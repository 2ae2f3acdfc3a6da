import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import type { IntegrationNames } from './integration-names.ts'

/** An execution and its state machine, by their ARNs. */
export interface ExecutionRef {
  readonly executionArn: string
  readonly stateMachineArn: string
}

/** One call of a service integration. */
export interface IntegrationCall extends IntegrationNames {
  readonly parameters: Json
  readonly taskToken: string | undefined
  /** The execution that the call is of; absent in a test of a state. */
  readonly execution: ExecutionRef | undefined
  readonly deps: EngineDeps
  readonly signal: StopSignal
}
