import { isJsonObject, type Json } from '../../../json.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import { S3Error } from '../../s3/s3-error.ts'
import { callSdkService } from '../sdk/call-sdk-service.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { s3Operations } from './s3-operations.ts'

/**
 * Performs `aws-sdk:s3:*` on the engine's own S3. An action that it does not have is one of the SDK's client.
 * @throws StateFailure `S3.…Exception`
 */
export const callS3 = async (call: IntegrationCall): Promise<Json> => {
  const { action, parameters, deps } = call
  const operation = s3Operations.get(action)
  if (!operation) return callSdkService(call)
  try {
    return await operation(isJsonObject(parameters) ? parameters : {}, deps.s3)
  } catch (error) {
    if (error instanceof S3Error) throw toStateFailure(error, deps.system.uuid())
    throw error
  }
}

/** The errors for which the SDK has an exception of their own. All others are S3Exceptions (recorded for other services). */
const modelled = new Set([
  'BucketAlreadyExists',
  'BucketAlreadyOwnedByYou',
  'NoSuchBucket',
  'NoSuchKey',
  'NoSuchUpload',
])

const toStateFailure = ({ code, message, status }: S3Error, requestId: string): StateFailure => {
  const name = modelled.has(code) ? code : 'S3'
  const details = `Service: S3, Status Code: ${status}, Request ID: ${requestId}, Extended Request ID: ${requestId}`
  return new StateFailure(`S3.${name}Exception`, `${message} (${details}) (SDK Attempt Count: 1)`)
}
