import type { SFNClient, StateMachineType } from '@aws-sdk/client-sfn'
import type { AwsEnvironment } from '../arn.ts'
import { once } from '../once.ts'
import { realSystem, type System } from '../system.ts'

type Sdk = typeof import('@aws-sdk/client-sfn')

/** A client of Step Functions and its SDK, which is loaded at the first call only. */
export interface SfnConnection {
  readonly sfn: SFNClient
  readonly sdk: Sdk
}

/** The state that the functions of one instance share: one client, the facts about its account that never change, and what it waits for. */
export interface Session {
  /** Loads the SDK and creates the client at the first call. If that fails, the next call tries again. */
  readonly connect: () => Promise<SfnConnection>
  readonly roleArn: string | undefined
  readonly system: System
  /** Resolves when an execution has ended. Only the embedded engine reports this; AWS is polled. */
  readonly ended: ((executionArn: string) => Promise<void>) | undefined
  readonly facts: SessionFacts
  /** The executions that are waited for by polling: together they stay within AWS's quota. */
  readonly waits: { open: number }
}

interface SessionFacts {
  /** The environment of the client's state machines and activities, once it is known from an ARN. */
  environment: AwsEnvironment | undefined
  /** The types of state machines by ARN: AWS never changes them. */
  readonly types: Map<string, StateMachineType>
}

export interface SessionOptions {
  readonly sfn?: SFNClient | undefined
  readonly roleArn?: string | undefined
  readonly system?: System | undefined
  readonly ended?: Session['ended']
}

/** Creates a session. It sends nothing and loads no SDK until `connect` is called. */
export const createSession = ({ sfn, roleArn, system = realSystem, ended }: SessionOptions = {}): Session => ({
  connect: once(async () => {
    const sdk = await import('@aws-sdk/client-sfn')
    return { sdk, sfn: sfn ?? new sdk.SFNClient({ requestHandler: longPollOptions }) }
  }),
  roleArn,
  system,
  ended,
  facts: { environment: undefined, types: new Map() },
  waits: { open: 0 },
})

/** GetActivityTask responds within 60 s, and each open poll needs a socket of its own. */
const longPollOptions = { socketTimeout: 70_000, httpsAgent: { keepAlive: true, maxSockets: 1000 } }
