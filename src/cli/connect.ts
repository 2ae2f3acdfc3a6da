import { createLocal } from '../local.ts'
import { createStepwise, type Stepwise } from '../stepwise.ts'
import type { Io } from './io.ts'

/** The options that say which engine a command works on. */
export interface EngineOptions {
  readonly aws?: boolean
  readonly endpointUrl?: string
}

/** An engine to work on. */
export interface Connected {
  readonly stepwise: Stepwise
  /** How a message calls it. */
  readonly name: string
  /** An embedded engine has nobody else's workers; AWS loses the tasks of polls that are abandoned. */
  readonly kind: 'embedded' | 'server' | 'aws'
  readonly close: () => Promise<void>
}

/** AWS with `--aws`, an engine elsewhere with `--endpoint-url`, else an embedded engine of its own. */
export const connect = async ({ aws = false, endpointUrl }: EngineOptions, io: Io): Promise<Connected> => {
  if (endpointUrl !== undefined) return connectToServer(endpointUrl, io)
  if (aws) return connectToAws(io)
  const local = createLocal()
  return { stepwise: local, name: 'the embedded engine', kind: 'embedded', close: local.close }
}

/** The SDK's default chain, which the environment may send elsewhere. */
const connectToAws = ({ env }: Io): Connected => {
  const endpoint = env.AWS_ENDPOINT_URL_SFN ?? env.AWS_ENDPOINT_URL
  const stepwise = createStepwise()
  return { stepwise, name: endpoint ?? 'AWS', kind: endpoint ? 'server' : 'aws', close: async () => {} }
}

const connectToServer = async (endpoint: string, io: Io): Promise<Connected> => {
  const { SFNClient } = await import('@aws-sdk/client-sfn')
  const sfn = new SFNClient({ endpoint, ...(isOnThisMachine(endpoint) && anyIdentity(io)) })
  return { stepwise: createStepwise({ sfn }), name: endpoint, kind: 'server', close: async () => sfn.destroy() }
}

const isOnThisMachine = (endpoint: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(new URL(endpoint).hostname)

/** An engine on this machine checks no signature, so none of the user's keys need reach it. */
const anyIdentity = ({ env }: Io) => ({
  region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
