import { parseArn, stateMachineArn } from '../arn.ts'
import { type HandledResource, handledResource, resourceName } from '../dsl/handled-resource.ts'
import type { EngineDeps } from '../engine/engine-deps.ts'
import { StateFailure } from '../engine/interpreter/recovery/state-failure.ts'
import type { TaskCall } from '../engine/interpreter/task-call.ts'
import { isJsonObject, type Json } from '../json.ts'

/** The handlers of a simulation. */
export interface AvailableHandlers {
  readonly deps: EngineDeps
  readonly hasActivity: (name: string) => boolean
  readonly lambdas: object
  readonly taskHandlers: object
}

/** The failure of a task that nothing performs; `undefined` if something does. It can be neither retried nor caught. */
export const missingHandler = (call: TaskCall, available: AvailableHandlers): StateFailure | undefined => {
  const resource = handledResource(call.resource)
  const key = missingKey(resource, call.parameters, available)
  if (key === undefined) return undefined
  const state = JSON.stringify(call.state)
  const handler = `handlers: { ${JSON.stringify(key)}: (input) => … }`
  const mock = `mocks: { ${state}: { output: … } }`
  return new StateFailure('States.Runtime', `The state ${state} has no handler. Add ${handler} or ${mock}.`)
}

/** The key of the handler that is missing. */
const missingKey = (
  { kind, name }: HandledResource,
  parameters: Json,
  available: AvailableHandlers,
): string | undefined => {
  if (kind === 'activity') return available.hasActivity(name) ? undefined : resourceName({ kind, name })
  if (kind === 'lambda') return missingLambda(name, available)
  const action = name.replace(/\.(?:sync(?::2)?|waitForTaskToken)$/, '')
  const service = action.slice(0, action.lastIndexOf(':'))
  if ([name, action, service].some((one) => Object.hasOwn(available.taskHandlers, one))) return undefined
  if (action === 'lambda:invoke') return missingLambda(memberOf(parameters, 'FunctionName'), available)
  if (action === 'states:startExecution') return missingMachine(memberOf(parameters, 'StateMachineArn'), available)
  return /^aws-sdk:(?:sfn|s3):/.test(action) ? undefined : name
}

const memberOf = (parameters: Json, name: string): string => {
  const member = isJsonObject(parameters) ? parameters[name] : undefined
  return typeof member === 'string' ? member : ''
}

const missingLambda = (reference: string, { lambdas }: AvailableHandlers): string | undefined => {
  const qualified = reference.replace(/^.*function:/, '')
  const [name = qualified] = qualified.split(':')
  return [qualified, name].some((one) => Object.hasOwn(lambdas, one)) ? undefined : `lambda/${name}`
}

const missingMachine = (reference: string, { deps }: AvailableHandlers): string | undefined => {
  const [, name = reference] = parseArn(reference)?.resource ?? []
  return deps.registry.stateMachines.has(stateMachineArn(deps.environment, name)) ? undefined : `machine/${name}`
}
