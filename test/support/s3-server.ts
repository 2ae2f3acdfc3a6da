import { S3Client } from '@aws-sdk/client-s3'
import { createS3Api } from '../../src/engine/s3/http/s3-api.ts'
import { MemoryStorage } from '../../src/engine/s3/memory-storage.ts'
import { listen } from '../../src/engine/wire/http-server.ts'
import type { Protocol } from '../../src/engine/wire/protocol.ts'
import { createS3Handler } from '../../src/engine/wire/sdk-handler.ts'
import { virtualSystem } from '../../src/virtual-system.ts'

/** The settings with which the SDK's client calls the embedded S3. */
export type Way = 'in process' | 'over HTTP'
export const ways: Way[] = ['in process', 'over HTTP']

export interface S3Server {
  readonly s3: S3Client
  /** Its endpoint; empty in process. */
  readonly url: string
  close(): Promise<void>
}

const noStepFunctions: Protocol = {
  blocks: () => false,
  canTakeBack: () => false,
  call: () => Promise.reject(new Error('only S3 is served')),
}

export const startS3Server = async (way: Way, { region = 'us-east-1' } = {}): Promise<S3Server> => {
  const system = virtualSystem()
  const storage = new MemoryStorage({ system, region })
  const s3 = createS3Api({ storage, region })
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  if (way === 'in process') {
    const requestHandler = createS3Handler(s3, new AbortController().signal)
    return { s3: new S3Client({ region, credentials, requestHandler }), url: '', close: async () => {} }
  }
  const server = await listen({ protocol: noStepFunctions, s3, system }, { port: 0 })
  const client = new S3Client({ region, credentials, endpoint: server.url, forcePathStyle: true })
  return {
    s3: client,
    url: server.url,
    close: async () => {
      client.destroy()
      await server.close()
    },
  }
}
