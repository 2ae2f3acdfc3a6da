import { isJsonObject } from '../../../json.ts'
import { authorizationFor } from './environment.ts'

/** An error that the API replied with, or a server that does not reply. */
export class CallFailure extends Error {
  /** AWS's name of the error; `Unreachable` if there was no reply. */
  override readonly name: string

  constructor(name: string, message: string) {
    super(message)
    this.name = name
  }
}

/**
 * Calls an operation of Step Functions.
 * @param arn - an ARN in the request, which determines the account and region of the call
 * @throws CallFailure
 */
export const callApi = async <Output>(
  operation: string,
  input: object,
  { signal, arn }: { readonly signal?: AbortSignal; readonly arn?: string } = {},
): Promise<Output> => {
  const response = await send(operation, JSON.stringify(input), { signal: signal ?? null, arn })
  const body: unknown = await response.json().catch(() => undefined)
  if (response.ok && body !== undefined) {
    // The folder's one cast: the operations declare what the API replies.
    return body as Output
  }
  throw failureOf(response.status, body)
}

const send = async (
  operation: string,
  body: string,
  { signal, arn }: { readonly signal: AbortSignal | null; readonly arn: string | undefined },
): Promise<Response> => {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `AWSStepFunctions.${operation}`,
    authorization: authorizationFor(arn),
  }
  try {
    return await fetch('/', { method: 'POST', headers, body, signal })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new CallFailure('Unreachable', 'The server does not reply. Is it still running?')
  }
}

const failureOf = (status: number, body: unknown): CallFailure => {
  const { __type: type, message } = isJsonObject(body) ? body : {}
  const name = String(type ?? `HTTP ${status}`).replace(/^.*#/, '')
  return new CallFailure(
    name,
    typeof message === 'string' && message !== '' ? message : `The server replied with ${name}.`,
  )
}
