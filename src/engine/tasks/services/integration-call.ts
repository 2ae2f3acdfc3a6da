import type { Json } from '../../../json.ts'
import type { StopSignal } from '../../../stop.ts'
import type { EngineDeps } from '../../engine-deps.ts'
import type { Integration } from '../resource.ts'

/** One call of a service. */
export interface IntegrationCall extends Integration {
  readonly parameters: Json
  readonly taskToken: string | undefined
  readonly deps: EngineDeps
  readonly signal: StopSignal
}
