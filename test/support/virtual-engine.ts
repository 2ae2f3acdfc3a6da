import { SFNClient } from '@aws-sdk/client-sfn'
import { createEngine, type Engine, type EngineOptions } from '../../src/engine/engine.ts'
import { type VirtualSystem, virtualSystem } from '../../src/virtual-system.ts'

/** An engine in virtual time, with the SDK's client on it. */
export interface TestEngine {
  readonly engine: Engine
  readonly sfn: SFNClient
  readonly system: VirtualSystem
}

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }

export const virtualEngine = (options: Omit<EngineOptions, 'system'> = {}): TestEngine => {
  const system = virtualSystem()
  const engine = createEngine({ ...options, system })
  return { engine, sfn: clientOf(engine), system }
}

/** The SDK's client on an engine, in process. A test has no use for its retries. */
export const clientOf = ({ environment, requestHandlers }: Engine): SFNClient =>
  new SFNClient({ region: environment.region, credentials, requestHandler: requestHandlers.sfn, maxAttempts: 1 })

/** The SDK's client on an engine that listens. */
export const clientAt = (endpoint: string): SFNClient =>
  new SFNClient({ region: 'us-east-1', credentials, endpoint, maxAttempts: 1, disableHostPrefix: true })

export const roleArn = 'arn:aws:iam::123456789012:role/any'

/** A machine of one state, as the text that CreateStateMachine takes. */
export const machineOf = (state: object, more: object = {}): string =>
  JSON.stringify({ StartAt: 'Only', States: { Only: state }, ...more })

export const pass = machineOf({ Type: 'Pass', End: true })
export const wait = machineOf({ Type: 'Wait', Seconds: 3600, End: true })
export const taskOn = (activityArn: string): string => machineOf({ Type: 'Task', Resource: activityArn, End: true })
