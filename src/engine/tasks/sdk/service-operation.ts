import { isJsonObject, type Json, type JsonObject } from '../../../json.ts'
import { optimizedActions } from '../../../specs/service-model/optimized-actions.ts'
import type { IntegrationCall } from '../services/integration-call.ts'
import { noService } from '../services/no-service.ts'
import { optimizedCalls } from './optimized-calls.ts'
import { findOperation, type SdkOperation } from './sdk-operation.ts'
import type { ServiceClients, ServiceProblem } from './service-clients.ts'
import { optimizedSpelling, type Spelling, sdkSpelling, unknownMembers } from './spelling.ts'

const SDK = 'aws-sdk:'

/** The operation of a service that an integration calls. @throws StateFailure if it cannot be called */
export const requireSdkOperation = (call: IntegrationCall): SdkOperation => {
  const called = sdkActionOf(call)
  if (!called) throw noService(call)
  const operation = operationOf(called, call.deps.services)
  if ('problem' in operation) throw noService(call, operation)
  return operation
}

/** An operation by the names of its service and action in the SDK: `glue:getJobRun`. */
export const operationOf = (called: string, services: ServiceClients): SdkOperation | ServiceProblem => {
  const colon = called.indexOf(':')
  const connection = services.connect(called.slice(0, colon))
  return 'problem' in connection ? connection : findOperation(connection, called.slice(colon + 1))
}

/** The request of an integration in the terms of the service that it calls. */
export const requestOf = (call: IntegrationCall): JsonObject => {
  const parameters = isJsonObject(call.parameters) ? call.parameters : {}
  return optimizedCalls.get(nameOf(call))?.request?.(parameters, call.execution) ?? parameters
}

/** Why the parameters of an integration cannot be sent, in AWS's words; `undefined` if they can, or if it cannot be known. */
export const problemOfRequest = (call: IntegrationCall): string | undefined => {
  const called = sdkActionOf(call)
  const operation = called === undefined ? undefined : operationOf(called, call.deps.services)
  if (!operation || 'problem' in operation) return undefined
  const unknown = unknownMembers(operation.request, requestOf(call), spellingOf(call))
  return unknown.length === 0
    ? undefined
    : unusable(
        call.parameters,
        unknown.map((name) => `The field '${name}' is not supported by Step Functions`).join(', '),
      )
}

/** AWS's message for parameters that a task cannot be started with (recorded for `apigateway:invoke`). */
export const unusable = (parameters: Json, problems: string): string =>
  `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problems}]`

export const spellingOf = ({ resourceType }: IntegrationCall): Spelling =>
  resourceType.startsWith(SDK) ? sdkSpelling : optimizedSpelling

const nameOf = ({ resourceType, action }: IntegrationCall): string => `${resourceType}:${action}`

/** The service and the action of the SDK that an integration calls; `undefined` if it calls none. */
const sdkActionOf = (call: IntegrationCall): string | undefined => {
  const { resourceType, action } = call
  if (resourceType.startsWith(SDK)) return `${resourceType.slice(SDK.length)}:${action}`
  const optimized = optimizedActions.get(resourceType)?.get(action)
  const { calls, isStream } = optimizedCalls.get(nameOf(call)) ?? {}
  return isStream ? undefined : (calls ?? optimized?.calls)
}
