import type { Json } from '../../../json.ts'
import { javaClassName } from '../../../specs/sdk-services.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import type { SdkErrorFacts } from './sdk-error.ts'
import { SdkFailure, sendOperation } from './send-operation.ts'
import { requireSdkOperation } from './service-operation.ts'
import { sdkSpelling } from './spelling.ts'

/** Performs `aws-sdk:*:*` with the SDK client of the service. @throws StateFailure `DynamoDb.…Exception` */
export const callSdkService = async (call: IntegrationCall): Promise<Json> => {
  const { parameters, deps, signal } = call
  const operation = requireSdkOperation(call)
  try {
    const options = { parameters, spelling: sdkSpelling, system: deps.system, signal }
    return (await sendOperation(operation, options)).result
  } catch (error) {
    if (!(error instanceof SdkFailure)) throw error
    throw toStateFailure(error.facts, operation.connection.service.javaName)
  }
}

/** The form of the SDK for Java 2.x (recorded for Step Functions, S3, Secrets Manager and DynamoDB). */
const toStateFailure = (facts: SdkErrorFacts, javaName: string): StateFailure => {
  const { message, statusCode, requestId, extendedRequestId } = facts
  if (statusCode === undefined)
    return new StateFailure(`${javaName}.SdkClientException`, `${message} (SDK Attempt Count: 1)`)
  const details = [
    `Service: ${javaName}, Status Code: ${statusCode}, Request ID: ${requestId ?? 'null'}`,
    ...(extendedRequestId === undefined ? [] : [`Extended Request ID: ${extendedRequestId}`]),
  ].join(', ')
  return new StateFailure(
    `${javaName}.${exceptionName(facts, javaName)}`,
    `${message} (${details}) (SDK Attempt Count: 1)`,
  )
}

/** The name of the exception's class. An error that the model does not have is of the service's base class. */
const exceptionName = ({ name, isModelled }: SdkErrorFacts, javaName: string): string =>
  isModelled ? `${javaClassName(name.replace(/(?:Fault|Exception)$/, ''))}Exception` : `${javaName}Exception`
