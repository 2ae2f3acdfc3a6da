import type { JsonObject } from '../../json.ts'
import type { System } from '../../system.ts'

const CALL_TIMEOUT_MS = 10_000

/** A service of AWS with a JSON protocol, at the URL of an emulator. */
export interface JsonService {
  readonly endpoint: string
  /** The name that requests are signed for: `logs`. */
  readonly signingName: string
  /** The prefix of the operation in the header of the target: `Logs_20140328`. */
  readonly targetPrefix: string
  readonly system: System
}

/**
 * Calls an operation. The call is not signed.
 * @throws Error with the status and the body if the service rejects the call, or cannot be reached
 */
export const callJsonService = async (
  { endpoint, signingName, targetPrefix, system }: JsonService,
  { operation, input, region }: { readonly operation: string; readonly input: object; readonly region: string },
): Promise<JsonObject> => {
  const date = new Date(system.now()).toISOString().slice(0, 10).replaceAll('-', '')
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${targetPrefix}.${operation}`,
      // Emulators read the service and the region from it.
      authorization: `AWS4-HMAC-SHA256 Credential=local/${date}/${region}/${signingName}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(CALL_TIMEOUT_MS),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`)
  return text === '' ? {} : JSON.parse(text)
}

/** The message of an error, with that of its cause: `fetch` has the reason only there. */
export const problemOfCall = (error: unknown): string =>
  error instanceof Error
    ? [error.message, error.cause instanceof Error ? error.cause.message : ''].join(' ')
    : String(error)
