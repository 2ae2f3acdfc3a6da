import { isJsonObject } from '../../json.ts'
import { nearest } from '../../nearest.ts'
import { type Finding, SCHEMA } from '../finding.ts'
import { isOffered, offeredNames, requiredMembersOf, type ServiceCall, serviceCallOf } from '../integrations.ts'
import type { PlacedState } from '../machine.ts'
import { show } from '../show.ts'
import type { RuleOptions, StateRule } from './rule.ts'

const activity = /^arn:[^:]+:states:[^:]+:[^:]+:activity:/

/** What a task calls exists, suits the machine's type, and is given what it needs. */
export const resource: StateRule = function* (state, options): Generator<Finding> {
  const { fields, path } = state
  const { Type: type, Resource: arn } = fields
  if (type !== 'Task') return
  yield* credentialsFindings(state)
  if (typeof arn !== 'string') return
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:./.test(arn)) {
    const ours = `expected an ARN, found ${show(arn)}`
    return yield { path: [...path, 'Resource'], code: SCHEMA, message: 'Value is not a valid resource ARN', ours }
  }
  const call = serviceCallOf(arn)
  yield* expressFindings(state, arn, { ...options, call })
  if (call) yield* callFindings(state, arn, call)
}

interface Called extends RuleOptions {
  readonly call: ServiceCall | undefined
}

function* expressFindings({ path }: PlacedState, arn: string, { type, call }: Called): Generator<Finding> {
  if (type !== 'EXPRESS') return
  const at = { path: [...path, 'Resource'], code: SCHEMA }
  if (activity.test(arn)) {
    const ours = 'an EXPRESS machine cannot wait for an activity'
    yield { ...at, message: 'Express state machine does not support Activity ARN', ours }
  }
  if (!call?.pattern) return
  const [pattern] = call.pattern.split(':')
  // AWS writes a space after one of the two.
  const end = pattern === 'sync' ? '' : ' '
  const message = `Express state machine does not support '.${pattern}' service integration${end}`
  yield { ...at, message, ours: `an EXPRESS machine cannot wait as ".${pattern}" does` }
}

function* callFindings(state: PlacedState, arn: string, call: ServiceCall): Generator<Finding> {
  const { fields, path, language } = state
  const offered = isOffered(call)
  if (!offered) {
    const short = arn.split(':').slice(5).join(':')
    yield {
      path: [...path, 'Resource'],
      code: SCHEMA,
      message: `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.`,
      ours: `Step Functions offers no ${show(short)}`,
      ...nearest(short, offeredNames()),
      // A service that is new to us may well be known to AWS.
      ...(offered === undefined ? { severity: 'warning' } : {}),
    }
    return
  }
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters'
  const payload = fields[field]
  if (payload === undefined) {
    const message = `${field} field is required for resource ARN: ${arn}`
    yield { path, field, code: SCHEMA, message, ours: 'required by this resource, but missing' }
  } else if (isJsonObject(payload)) {
    for (const member of requiredMembersOf(call)) {
      if (Object.hasOwn(payload, member) || Object.hasOwn(payload, `${member}.$`)) continue
      const message = `The field '${member}' is required but was missing`
      yield {
        path: [...path, field],
        field: member,
        code: SCHEMA,
        message,
        ours: 'required by this resource, but missing',
      }
    }
  }
  yield* tokenFindings(state, call, payload)
}

/** The token in a payload: itself, the task it is of, or the whole context object. */
const token = /\$\$(?:\.Task(?:\.Token)?)?(?![\w.])|\$states\.context(?:\.Task(?:\.Token)?)?(?![\w.])/

function* tokenFindings({ path }: PlacedState, call: ServiceCall, payload: unknown): Generator<Finding> {
  if (call.pattern !== 'waitForTaskToken' || token.test(JSON.stringify(payload) ?? '')) return
  yield {
    path,
    code: 'MISSING_TASK_TOKEN',
    severity: 'warning',
    message: 'The task waits for a token that its payload does not hand on',
    hint: 'give "$$.Task.Token" (in JSONata "$states.context.Task.Token") to whatever shall answer',
  }
}

function* credentialsFindings({ fields, path }: PlacedState): Generator<Finding> {
  const { Credentials: credentials, Resource: arn } = fields
  if (credentials === undefined) return
  const at = { path: [...path, 'Credentials'], code: SCHEMA }
  if (isJsonObject(credentials) && !Object.hasOwn(credentials, 'RoleArn') && !Object.hasOwn(credentials, 'RoleArn.$')) {
    const ours = 'needs a "RoleArn"'
    yield { ...at, message: "The field 'RoleArn' is required but was missing", ours }
  }
  if (typeof arn === 'string' && activity.test(arn)) {
    const ours = 'an activity has no credentials: its worker has its own'
    yield { ...at, message: "The field 'Credentials' is not supported for activities", ours }
  }
}
