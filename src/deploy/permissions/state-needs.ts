import { parseArn } from '../../arn.ts'
import { isJsonObject } from '../../json.ts'
import { isDistributed, type StateNode } from '../../specs/read-machine.ts'
import { parseServiceIntegration, type ServiceIntegration } from '../../specs/service-integrations.ts'
import { optimizedActions } from '../../specs/service-model/optimized-actions.ts'
import { isSubstituted } from '../../specs/values.ts'
import { clusterRules } from './cluster-rules.ts'
import { jobRules } from './job-rules.ts'
import { mapDataNeeds, mapRunNeeds } from './map-needs.ts'
import { messagingRules } from './messaging-rules.ts'
import { arnResource, type CallContext, known, type Need, need, type Rule, unknownResource } from './need.ts'
import { RequestValue } from './request-value.ts'
import { sageMakerRules } from './sagemaker-rules.ts'
import { sdkNeeds } from './sdk-rules.ts'

type StateContext = Pick<CallContext, 'environment' | 'ownName'>

/** The permissions that a state needs. */
export interface StateNeeds {
  /** The permissions for its own calls, which the state's `iam` replaces. */
  readonly calls: readonly Need[]
  /** The permissions that follow from the state's kind. */
  readonly others: readonly Need[]
}

const rules: ReadonlyMap<string, Rule> = new Map(
  Object.entries({ ...messagingRules, ...jobRules, ...clusterRules, ...sageMakerRules }),
)

/** The rules of the actions of services that optimized integrations call, by the SDK's names: `sfn:startExecution`. */
const optimizedRules = (): ReadonlyMap<string, Rule> => {
  rulesOfCalls ??= new Map(
    [...optimizedActions].flatMap(([service, actions]) =>
      [...actions].flatMap(([action, { calls }]): [string, Rule][] => {
        const rule = rules.get(`${service}:${action}`)
        return rule && calls !== undefined ? [[calls, rule]] : []
      }),
    ),
  )
  return rulesOfCalls
}

let rulesOfCalls: ReadonlyMap<string, Rule> | undefined

/** The permissions that a state needs, without the states inside it. */
export const needsOfState = (state: StateNode, context: StateContext): StateNeeds => {
  if (state.fields.Type === 'Task') return needsOfTask(state, context)
  if (!state.machines.some(isDistributed)) return { calls: [], others: [] }
  return { calls: mapDataNeeds(state, context), others: mapRunNeeds(context) }
}

/** A task with credentials calls with the permissions of the role that it assumes, and needs to assume it only. */
const needsOfTask = ({ fields, language }: StateNode, context: StateContext): StateNeeds => {
  if (fields.Credentials === undefined) return { calls: needsOfCall(fields, language, context), others: [] }
  const role = new RequestValue(fields.Credentials, language).member('RoleArn')
  return { calls: [need('sts:AssumeRole', arnResource(role, 'RoleArn'))], others: [] }
}

const needsOfCall = (
  fields: StateNode['fields'],
  language: StateNode['language'],
  context: StateContext,
): readonly Need[] => {
  const { Resource: arn } = fields
  if (typeof arn !== 'string') return []
  const integration = parseServiceIntegration(arn)
  if (!integration) return needsOfResource(arn)
  const payload = language === 'JSONata' ? fields.Arguments : fields.Parameters
  // Without parameters, the request is the input of the state.
  const request = isJsonObject(payload)
    ? new RequestValue(payload, language)
    : new RequestValue(undefined, language, true)
  return needsOfIntegration(integration, request, context)
}

/** An activity needs no permission of the role: its workers have their own. */
const needsOfResource = (arn: string): Need[] => {
  const { service, resource } = parseArn(arn) ?? {}
  if (service === 'lambda' || isSubstitutedFunction.test(arn)) return [need('lambda:InvokeFunction', known(arn))]
  if (service === 'states' && resource?.[0] === 'activity') return []
  const reason = isSubstituted(arn) ? 'a deployment completes it' : 'it is of no known kind'
  return [need('<action>', unknownResource('<resource>', `the resource is ${JSON.stringify(arn)}: ${reason}`))]
}

/** A substitution whose name shows that it is the ARN of a Lambda function: `${ResizeFunctionArn}`. */
const isSubstitutedFunction = /^\$\{[^}]*(?:lambda|function)[^}]*arn\}$/i

const SDK = 'aws-sdk'

const needsOfIntegration = (
  { service, action, pattern }: ServiceIntegration,
  request: RequestValue,
  context: StateContext,
): readonly Need[] => {
  const isSync = pattern === 'sync' || pattern === 'sync:2'
  if (service === SDK) {
    const [name = '', sdkAction = ''] = action.split(':')
    const same = optimizedRules().get(action)
    if (same) return same(request, { ...context, action: sdkAction, isSync })
    return sdkNeeds(name, request, { ...context, action: sdkAction, isSync })
  }
  const rule = rules.get(`${service}:${action}`)
  if (rule) return rule(request, { ...context, action, isSync })
  const unknown = `the permissions of ${service}:${action} are not known`
  return [need(`${service}:<action>`, unknownResource('<resource>', unknown))]
}

/** The integrations whose permissions are known. */
export const integrationsWithPermissions = (): readonly string[] => [...rules.keys()]
