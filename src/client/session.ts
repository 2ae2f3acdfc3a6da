import type { SFNClient, StateMachineType } from '@aws-sdk/client-sfn'
import type { AwsEnvironment } from '../arn.ts'
import { realSystem, type System } from '../system.ts'

type Sdk = typeof import('@aws-sdk/client-sfn')

/** A client and the SDK that it comes from, which is loaded at the first call only. */
export interface Connection {
  readonly sfn: SFNClient
  readonly sdk: Sdk
}

/** What the functions of one instance share: one client, and the facts about its account that never change. */
export interface Session {
  readonly connect: () => Promise<Connection>
  readonly roleArn: string | undefined
  readonly system: System
  /** Resolves when an execution has ended, where the engine can tell; AWS must be asked. */
  readonly ended: ((executionArn: string) => Promise<void>) | undefined
  readonly facts: Facts
}

interface Facts {
  /** Where the client's machines and activities live, once an ARN has told. */
  environment: AwsEnvironment | undefined
  /** The type of each machine that has been seen: AWS never changes it. */
  readonly types: Map<string, StateMachineType>
}

export interface SessionOptions {
  readonly sfn?: SFNClient | undefined
  readonly roleArn?: string | undefined
  readonly system?: System | undefined
  readonly ended?: Session['ended']
}

/** A session that sends nothing and loads nothing until a function of it is called. */
export const createSession = ({ sfn, roleArn, system = realSystem, ended }: SessionOptions = {}): Session => {
  let connection: Promise<Connection> | undefined
  const connect = async (): Promise<Connection> => {
    const sdk = await import('@aws-sdk/client-sfn')
    return { sdk, sfn: sfn ?? new sdk.SFNClient({ requestHandler: forLongPolls }) }
  }
  return {
    connect: () => (connection ??= connect()),
    roleArn,
    system,
    ended,
    facts: { environment: undefined, types: new Map() },
  }
}

/** GetActivityTask answers after up to 60 s, on one socket for each open poll. */
const forLongPolls = { socketTimeout: 70_000, httpsAgent: { keepAlive: true, maxSockets: 1000 } }
