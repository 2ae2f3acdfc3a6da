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
  /** Whether nobody else can reach it, so that every handler must be here. */
  readonly isEmbedded: boolean
  readonly close: () => Promise<void>
}

/** AWS with `--aws`, an engine elsewhere with `--endpoint-url`, else an embedded engine of its own. */
export const connect = async ({ aws = false, endpointUrl }: EngineOptions, io: Io): Promise<Connected> => {
  if (endpointUrl !== undefined) return connectTo(endpointUrl, io)
  if (aws) return { stepwise: createStepwise(), name: 'AWS', isEmbedded: false, close: async () => {} }
  const local = createLocal()
  return { stepwise: local, name: 'the embedded engine', isEmbedded: true, close: local.close }
}

const connectTo = async (endpoint: string, io: Io): Promise<Connected> => {
  const { SFNClient } = await import('@aws-sdk/client-sfn')
  const sfn = new SFNClient({ endpoint, disableHostPrefix: true, ...(isOnThisMachine(endpoint) && local(io)) })
  return { stepwise: createStepwise({ sfn }), name: endpoint, isEmbedded: false, close: async () => sfn.destroy() }
}

const isOnThisMachine = (endpoint: string): boolean =>
  ['localhost', '127.0.0.1', '[::1]'].includes(URL.parse?.(endpoint)?.hostname ?? '')

/** An engine on this machine checks no signature, so none of the user's keys need reach it. */
const local = ({ env }: Io) => ({
  region: env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})
