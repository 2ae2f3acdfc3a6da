import type { ServiceConnection } from './service-clients.ts'

/** The facts of an error that the SDK for JavaScript threw. */
export interface SdkErrorFacts {
  /** The name of the error's shape: `ResourceNotFoundException`, `QueueDoesNotExist`. */
  readonly name: string
  /** The code that the service sent, if it differs from the name: `AWS.SimpleQueueService.NonExistentQueue`. */
  readonly code: string
  readonly message: string
  /** `undefined` if the service did not answer. */
  readonly statusCode: number | undefined
  readonly requestId: string | undefined
  readonly extendedRequestId: string | undefined
  /** True if the service's model has the error. */
  readonly isModelled: boolean
}

/** Reads an error that the client of a service threw. It may be of any type. */
export const readSdkError = (thrown: unknown, { exports }: ServiceConnection): SdkErrorFacts => {
  const metadata = member(thrown, '$metadata')
  const statusCode = member(metadata, 'httpStatusCode')
  const name = text(thrown, 'name') ?? 'Error'
  return {
    name,
    code: text(thrown, 'Code') ?? text(member(thrown, 'Error'), 'Code') ?? (text(thrown, '$fault') ? name : 'null'),
    message: messageOf(thrown),
    statusCode: typeof statusCode === 'number' ? statusCode : undefined,
    requestId: text(metadata, 'requestId'),
    extendedRequestId: text(metadata, 'extendedRequestId'),
    isModelled: Object.hasOwn(exports, name) && typeof exports[name] === 'function',
  }
}

const member = (holder: unknown, name: string): unknown =>
  typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined

const text = (holder: unknown, name: string): string | undefined => {
  const value = member(holder, name)
  return typeof value === 'string' ? value : undefined
}

/** A request that was not answered is described as the SDK for Java does (recorded for a host that does not exist). */
const messageOf = (thrown: unknown): string => {
  const code = text(thrown, 'code')
  const host = text(thrown, 'hostname')
  if (code === 'ENOTFOUND' && host !== undefined)
    return `Unable to execute HTTP request: ${host}: Name or service not known`
  // The message of an answer that the SDK cannot parse goes on with advice to the caller of the SDK.
  const message = text(thrown, 'message')?.replace(/\n\s*Deserialization error:.*$/s, '') || code || String(thrown)
  return code?.startsWith('E') ? `Unable to execute HTTP request: ${message}` : message
}
