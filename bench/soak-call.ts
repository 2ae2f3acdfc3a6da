import { Agent, request } from 'node:http'

/** Calls an operation of Step Functions over HTTP, without an SDK between. Errors of the API come back as `{ __type, message }`. */
export type Call = (operation: string, input: object, options?: { abortAfterMs?: number }) => Promise<unknown>

export const createCaller = (port: number, maxSockets = 1): Call => {
  const agent = new Agent({ keepAlive: true, maxSockets })
  return (operation, input, { abortAfterMs } = {}) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify(input)
      const sent = request(
        {
          agent,
          port,
          host: '127.0.0.1',
          method: 'POST',
          headers: {
            'x-amz-target': `AWSStepFunctions.${operation}`,
            'content-type': 'application/x-amz-json-1.0',
            'content-length': Buffer.byteLength(body),
          },
        },
        (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            try {
              resolve(JSON.parse(Buffer.concat(chunks).toString() || '{}'))
            } catch (error) {
              reject(error)
            }
          })
        },
      )
      sent.on('error', reject)
      if (abortAfterMs !== undefined) setTimeout(() => sent.destroy(new Error('cut')), abortAfterMs)
      sent.end(body)
    })
}
