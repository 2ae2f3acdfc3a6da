import { S3Client } from '@aws-sdk/client-s3'
import { awsEnvironment } from '../../src/arn.ts'
import { createS3 } from '../../src/engine/s3/s3.ts'
import { listen } from '../../src/engine/wire/http-server.ts'
import { createS3Handler } from '../../src/engine/wire/sdk-handler.ts'
import { virtualSystem } from '../../src/virtual-system.ts'

/** The engine's S3 behind the SDK's client: `in process`, or over HTTP. */
export type Way = 'in process' | 'over HTTP'
export const ways: Way[] = ['in process', 'over HTTP']

export interface S3World {
  readonly s3: S3Client
  /** Where it listens; empty in process. */
  readonly url: string
  close(): Promise<void>
}

const noStepFunctions = () => Promise.reject(new Error('only S3 is served'))

export const s3World = async (way: Way, { region = 'us-east-1' } = {}): Promise<S3World> => {
  const s3 = createS3(awsEnvironment(region, '123456789012'), virtualSystem())
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' }
  if (way === 'in process') {
    const requestHandler = createS3Handler(s3, new AbortController().signal)
    return { s3: new S3Client({ region, credentials, requestHandler }), url: '', close: async () => {} }
  }
  const server = await listen({ protocol: noStepFunctions, s3 }, { port: 0 })
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
