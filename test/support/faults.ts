import type { RequestHandler, SdkRequest, SdkResponse } from '../../src/engine/wire/sdk-handler.ts'
import { onAbort } from '../../src/stop.ts'
import type { System } from '../../src/system.ts'

/** The faults of a call between a client and its service. */
export const faults = {
  /** The connection breaks before the request has arrived. */
  lostRequest: async () => {
    throw reset()
  },
  /** The connection breaks after the service has acted and before the response has arrived. */
  lostResponse: async ({ act }: Call) => {
    await act()
    throw reset()
  },
  /** The service neither answers nor closes the connection. */
  silence: ({ signal }: Call) =>
    new Promise<never>((_, reject) => signal && onAbort(signal, () => reject(signal.reason))),
  slow: async ({ act, system }: Call) => {
    await system.sleep(3000)
    return act()
  },
  throttled: async () => refusal(400, 'ThrottlingException'),
  tooMany: async () => refusal(429, 'TooManyRequestsException'),
  broken: async () => refusal(500, 'InternalFailure'),
  down: async () => refusal(503, 'ServiceUnavailable'),
  skewed: async () => refusal(403, 'RequestExpired'),
} satisfies Record<string, (call: Call) => Promise<SdkResponse>>

export type Fault = keyof typeof faults

interface Call {
  readonly act: () => Promise<SdkResponse>
  readonly signal: AbortSignal | undefined
  readonly system: System
}

/** Chooses the fault of a call of an operation; `undefined` is none. */
export type FaultPlan = (operation: string, body: Record<string, unknown>) => Fault | undefined

/** A request handler for an SDK client, on which calls fail as planned. */
export const faulty = (handler: RequestHandler, system: System, plan: FaultPlan): RequestHandler => ({
  ...handler,
  async handle(request, options) {
    const signal = options?.abortSignal instanceof AbortSignal ? options.abortSignal : undefined
    const act = async () => (await handler.handle(request, options)).response
    const fault = plan(operationOf(request), bodyOf(request))
    return { response: await (fault ? faults[fault]({ act, signal, system }) : act()) }
  },
})

const operationOf = ({ headers }: SdkRequest): string => headers['x-amz-target']?.split('.')[1] ?? ''

/** The body of a request of the SDK, which sends JSON as bytes. */
export const bodyOf = ({ body }: SdkRequest) => {
  const { buffer, byteOffset, byteLength } = body as Uint8Array
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString())
}

const reset = () => Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })

const refusal = (statusCode: number, type: string): SdkResponse => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify({ __type: type, message: 'made by the test' })),
})
