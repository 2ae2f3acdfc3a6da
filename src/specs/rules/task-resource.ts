import { isJsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import { type Finding, SCHEMA } from '../finding.ts'
import type { StateNode } from '../read-machine.ts'
import {
  isOffered,
  offeredNames,
  parseServiceIntegration,
  requiredMembersOf,
  type ServiceIntegration,
} from '../service-integrations.ts'
import { show } from '../show.ts'
import type { RuleOptions, StateRule } from './rule.ts'

const activity = /^arn:[^:]+:states:[^:]+:[^:]+:activity:/

/** A task's resource exists, can be used in the state machine's type, and gets the members that it requires. */
export const taskResource: StateRule = function* (state, options): Generator<Finding> {
  const { fields, path } = state
  const { Type: type, Resource: arn } = fields
  if (type !== 'Task') return
  yield* credentialsFindings(state)
  if (typeof arn !== 'string') return
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:./.test(arn)) {
    const literalMessage = `expected an ARN, found ${show(arn)}`
    return yield {
      path: [...path, 'Resource'],
      code: SCHEMA,
      message: 'Value is not a valid resource ARN',
      literalMessage,
    }
  }
  const integration = parseServiceIntegration(arn)
  yield* expressFindings(state, arn, { ...options, integration })
  if (integration) yield* integrationFindings(state, arn, integration)
}

interface ResourceOptions extends RuleOptions {
  readonly integration: ServiceIntegration | undefined
}

function* expressFindings(
  { path }: StateNode,
  arn: string,
  { type, integration }: ResourceOptions,
): Generator<Finding> {
  if (type !== 'EXPRESS') return
  const at = { path: [...path, 'Resource'], code: SCHEMA }
  if (activity.test(arn)) {
    const literalMessage = 'an EXPRESS state machine cannot wait for an activity'
    yield { ...at, message: 'Express state machine does not support Activity ARN', literalMessage }
  }
  if (!integration?.pattern) return
  const [pattern] = integration.pattern.split(':')
  // AWS's message for one of the patterns ends with a space.
  const end = pattern === 'sync' ? '' : ' '
  const message = `Express state machine does not support '.${pattern}' service integration${end}`
  yield { ...at, message, literalMessage: `an EXPRESS state machine cannot use ".${pattern}"` }
}

function* integrationFindings(state: StateNode, arn: string, integration: ServiceIntegration): Generator<Finding> {
  const { fields, path, language } = state
  const offered = isOffered(integration)
  if (!offered) {
    const short = arn.split(':').slice(5).join(':')
    yield {
      path: [...path, 'Resource'],
      code: SCHEMA,
      message: `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      literalMessage: `Step Functions has no integration ${show(short)}`,
      ...nearest(short, offeredNames()),
      // AWS may have services that this table does not have yet.
      ...(offered === undefined ? { severity: 'warning' } : {}),
    }
    return
  }
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const payload = fields[field]
  if (payload === undefined) {
    const message = `${field} field is required for resource ARN: ${arn}`
    yield { path, field, code: SCHEMA, message, literalMessage: 'required by this resource, but missing' }
  } else if (isJsonObject(payload)) {
    for (const member of requiredMembersOf(integration)) {
      if (Object.hasOwn(payload, member) || Object.hasOwn(payload, `${member}.$`)) continue
      const message = `The field '${member}' is required but was missing`
      yield {
        path: [...path, field],
        field: member,
        code: SCHEMA,
        message,
        literalMessage: 'required by this resource, but missing',
      }
    }
  }
  yield* tokenFindings(state, integration, payload)
}

/** Matches a payload that passes on the task token, by itself or with the task or the whole context object. */
const token = /\$\$(?:\.Task(?:\.Token)?)?(?![\w.])|\$states\.context(?:\.Task(?:\.Token)?)?(?![\w.])/

function* tokenFindings({ path }: StateNode, integration: ServiceIntegration, payload: unknown): Generator<Finding> {
  if (integration.pattern !== 'waitForTaskToken' || token.test(JSON.stringify(payload) ?? '')) return
  yield {
    path,
    code: 'MISSING_TASK_TOKEN',
    severity: 'warning',
    message: 'The task waits for a task token that its payload does not pass on',
    hint: 'pass "$$.Task.Token" (in JSONata "$states.context.Task.Token") to the service that returns it',
  }
}

function* credentialsFindings({ fields, path }: StateNode): Generator<Finding> {
  const { Credentials: credentials, Resource: arn } = fields
  if (credentials === undefined) return
  const at = { path: [...path, 'Credentials'], code: SCHEMA }
  if (isJsonObject(credentials) && !Object.hasOwn(credentials, 'RoleArn') && !Object.hasOwn(credentials, 'RoleArn.$')) {
    const literalMessage = 'needs a "RoleArn"'
    yield { ...at, message: "The field 'RoleArn' is required but was missing", literalMessage }
  }
  if (typeof arn === 'string' && activity.test(arn)) {
    const literalMessage = 'an activity cannot have credentials: its worker has its own'
    yield { ...at, message: "The field 'Credentials' is not supported for activities", literalMessage }
  }
}
