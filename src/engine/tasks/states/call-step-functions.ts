import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { ApiError } from '../../api-error.ts'
import { StateFailure } from '../../interpreter/recovery/state-failure.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { toApiRequest, toAslResponse } from '../services/member-names.ts'

/** Performs `aws-sdk:sfn:*`: calls an operation of the engine's own API. @throws StateFailure `Sfn.…Exception` */
export const callStepFunctions = async ({ action, parameters, deps, signal }: IntegrationCall): Promise<Json> => {
  const operation = action.charAt(0).toUpperCase() + action.slice(1)
  try {
    return toAslResponse(await deps.callOperation(operation, toApiRequest(toObject(parameters)), signal))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const name = error.name.endsWith('Exception') ? error.name : `${error.name}Exception`
    const requestId = deps.system.uuid()
    const details = `Service: Sfn, Status Code: 400, Request ID: ${requestId}`
    throw new StateFailure(`Sfn.${name}`, `${error.message} (${details}) (SDK Attempt Count: 1)`)
  }
}

const toObject = (parameters: Json): JsonObject => (isJsonObject(parameters) ? parameters : {})
