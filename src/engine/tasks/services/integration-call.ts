import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import type { IntegrationNames } from './integration-names.ts'

/** One call of a service integration. */
export interface IntegrationCall extends IntegrationNames {
  readonly parameters: Json
  readonly taskToken: string | undefined
  readonly deps: EngineDeps
  readonly signal: StopSignal
}
