import { parseArn, stateMachineArn } from '../arn.ts'
import { type HandledResource, handledResource, resourceName } from '../dsl/handled-resource.ts'
import type { EngineDeps } from '../engine/engine-deps.ts'
import { StateFailure } from '../engine/interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../engine/interpreter/task-call.ts'
import { functionNameOf, functionQualifierOf } from '../engine/tasks/lambda/function-reference.ts'
import { findTaskHandler } from '../engine/tasks/services/call-task-handler.ts'
import { integrationNames } from '../engine/tasks/services/integration-names.ts'
import type { TaskHandlers } from '../engine/tasks/task-handler.ts'
import { isJsonObject, type Json } from '../json.ts'
import { parseServiceIntegration } from '../specs/service-integrations.ts'

/** The handlers of a simulation. */
export interface AvailableHandlers {
  readonly deps: EngineDeps
  readonly hasActivity: (name: string) => boolean
  readonly lambdas: object
  readonly taskHandlers: TaskHandlers
}

/** The failure of a task that nothing performs; `undefined` if something does. It can be neither retried nor caught. */
export const missingHandler = (call: TaskCall, available: AvailableHandlers): StateFailure | undefined => {
  const resource = handledResource(call.resource)
  const key = missingKey(resource, call, available)
  if (key === undefined) return undefined
  const state = JSON.stringify(call.state)
  const handler = `handlers: { ${JSON.stringify(key)}: (input) => … }`
  const mock = `mocks: { ${state}: { output: … } }`
  return new StateFailure('States.Runtime', `The state ${state} has no handler. Add ${handler} or ${mock}.`)
}

/** The key of the handler that is missing. */
const missingKey = (
  { kind, name }: HandledResource,
  { resource, parameters }: TaskCall,
  available: AvailableHandlers,
): string | undefined => {
  if (kind === 'activity') return available.hasActivity(name) ? undefined : resourceName({ kind, name })
  if (kind === 'lambda') return missingLambda(name, undefined, available)
  const integration = parseServiceIntegration(resource)
  const names = integration && integrationNames(integration)
  if (!names || findTaskHandler(names, available.taskHandlers)) return undefined
  const action = `${names.resourceType}:${names.action}`
  if (action === 'lambda:invoke')
    return missingLambda(memberOf(parameters, 'FunctionName') ?? '', memberOf(parameters, 'Qualifier'), available)
  if (action === 'states:startExecution')
    return missingMachine(memberOf(parameters, 'StateMachineArn') ?? '', available)
  return performedByEngine.has(names.resourceType) ? undefined : name
}

/** The engine has these services itself, and a simulation needs no handlers for them. */
const performedByEngine = new Set(['aws-sdk:sfn', 'aws-sdk:s3'])

const memberOf = (parameters: Json, name: string): string | undefined => {
  const member = isJsonObject(parameters) ? parameters[name] : undefined
  return typeof member === 'string' ? member : undefined
}

const missingLambda = (
  functionName: string,
  qualifier: string | undefined,
  { lambdas }: AvailableHandlers,
): string | undefined => {
  const name = functionNameOf(functionName)
  const qualified = `${name}:${functionQualifierOf({ functionName, qualifier })}`
  return [qualified, name].some((one) => Object.hasOwn(lambdas, one)) ? undefined : `lambda/${name}`
}

const missingMachine = (reference: string, { deps }: AvailableHandlers): string | undefined => {
  const [, name = reference] = parseArn(reference)?.resource ?? []
  return deps.registry.stateMachines.has(stateMachineArn(deps.environment, name)) ? undefined : `machine/${name}`
}
