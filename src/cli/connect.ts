import type { S3Client } from '@aws-sdk/client-s3'
import type { SFNClient } from '@aws-sdk/client-sfn'
import { createStepwise } from '../create-stepwise.ts'
import type { EngineOptions } from '../engine/options.ts'
import { createLocal } from '../local.ts'
import type { Stepwise } from '../stepwise.ts'
import type { Io } from './io.ts'

/** The options that select a command's engine. */
export interface ConnectOptions {
  readonly aws?: boolean
  readonly endpointUrl?: string
}

/** The functions of Step Functions on the engine of a command. */
export interface EngineConnection {
  readonly stepwise: Stepwise
  /** The engine in messages. */
  readonly name: string
  /** `embedded`: no other process has workers on it. `aws`: a poll that is abandoned can lose a task. */
  readonly kind: 'embedded' | 'server' | 'aws'
  /** The S3 of an embedded engine. */
  readonly s3?: S3Client
  readonly close: () => Promise<void>
}

/** Connects to AWS with `--aws`, to a server with `--endpoint-url`, else to a new embedded engine with the given options. */
export const connect = async (
  { aws = false, endpointUrl }: ConnectOptions,
  io: Io,
  engineOptions: EngineOptions = {},
): Promise<EngineConnection> => {
  if (endpointUrl !== undefined) return connectToServer(endpointUrl, io)
  if (aws) return connectToAws(io)
  const local = createLocal(engineOptions)
  return { stepwise: local, name: 'the embedded engine', kind: 'embedded', s3: local.s3, close: local.close }
}

/** The engine that is not embedded, in messages. */
export const describeServer = (
  { endpointUrl }: ConnectOptions,
  { env }: Io,
): Pick<EngineConnection, 'name'> & { readonly kind: 'server' | 'aws' } => {
  const endpoint = endpointUrl || env.AWS_ENDPOINT_URL_SFN || env.AWS_ENDPOINT_URL
  return { name: endpoint || 'AWS', kind: endpoint ? 'server' : 'aws' }
}

/** Uses the SDK's default chain. The environment can set another endpoint. */
const connectToAws = (io: Io): EngineConnection => ({
  stepwise: createStepwise(),
  ...describeServer({}, io),
  close: async () => {},
})

const connectToServer = async (endpointUrl: string, io: Io): Promise<EngineConnection> => {
  const sfn = createSfnClient(await import('@aws-sdk/client-sfn'), { endpointUrl }, io)
  return { stepwise: createStepwise({ sfn }), ...describeServer({ endpointUrl }, io), close: async () => sfn.destroy() }
}

/** A client of AWS, or of a server. */
export const createSfnClient = (
  { SFNClient }: typeof import('@aws-sdk/client-sfn'),
  { endpointUrl: endpoint }: ConnectOptions,
  io: Io,
): SFNClient => new SFNClient(endpoint === undefined ? {} : clientSettings(endpoint, io))

/** The settings of a client of a server. */
export const clientSettings = (endpoint: string, io: Io) => ({
  endpoint,
  ...(isLoopback(endpoint) && placeholderIdentity(io)),
})

const isLoopback = (endpoint: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname)

/** The region that the environment names. An empty variable counts as not set. */
export const regionIn = (env: Io['env']): string | undefined => env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined

/** A server on this machine checks no signature, so the user's credentials are not sent to it. */
const placeholderIdentity = ({ env }: Io) => ({
  region: regionIn(env) ?? 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
