import { type AwsEnvironment, activityArn, parseArn, stateMachineArn, toAwsName } from '../arn.ts'
import { expectedOneOf } from '../options.ts'
import { type AwsAccount, stackAccount, toEnvironment } from './aws-account.ts'
import type { PolicyStatement } from './permissions/policy-statement.ts'

/** The ARNs of a state machine, its executions and its Map Runs. */
interface MachineArns {
  readonly machine: string
  readonly executions: string
  readonly mapRuns: string
  /** The executions that Map Runs start. */
  readonly childExecutions: string
}

type Allowed<Arns> = readonly (readonly [actions: readonly string[], resources: (arns: Arns) => readonly string[]])[]

const respond = ['SendTaskFailure', 'SendTaskHeartbeat', 'SendTaskSuccess']

/** The permissions to use a state machine, by the name of the grant. */
const machineGrants: Readonly<Record<string, Allowed<MachineArns>>> = {
  start: [[['StartExecution'], ({ machine }) => [machine, `${machine}:*`]]],
  startSync: [[['StartSyncExecution'], ({ machine }) => [machine, `${machine}:*`]]],
  read: [
    [
      ['DescribeStateMachine', 'ListExecutions', 'ListStateMachineAliases', 'ListStateMachineVersions'],
      ({ machine }) => [machine, `${machine}:*`],
    ],
    [
      ['DescribeExecution', 'DescribeStateMachineForExecution', 'GetExecutionHistory', 'ListMapRuns'],
      ({ executions, childExecutions }) => [executions, childExecutions],
    ],
    [['DescribeMapRun', 'ListExecutions'], ({ mapRuns }) => [mapRuns]],
  ],
  stop: [[['StopExecution'], ({ executions }) => [executions]]],
  redrive: [[['RedriveExecution'], ({ executions }) => [executions]]],
  respond: [[respond, ({ machine }) => [machine]]],
}

/** The permissions to use an activity, by the name of the grant. */
const activityGrants: Readonly<Record<string, Allowed<string>>> = {
  work: [[['GetActivityTask', ...respond], (arn) => [arn]]],
  read: [[['DescribeActivity'], (arn) => [arn]]],
}

/**
 * The statements that allow the use of a state machine or an activity, as data.
 * @param resource `'adder'` or `'machine/adder'` for a state machine, `'activity/add'`, or the ARN of one of the two.
 * @param name for a state machine `start`, `startSync`, `read`, `stop`, `redrive` or `respond` (to tasks that wait for a token); for an
 * activity `work` or `read`.
 * @param account the region and account of the ARNs. Default: CloudFormation's pseudo parameters (`${AWS::Region}`).
 * @throws TypeError for an unknown grant.
 *
 * @example
 * grant('adder', 'stop', { region: 'us-east-1', accountId: '123456789012' })[0]?.actions // => ['states:StopExecution']
 */
export const grant = (resource: string, name: string, account?: AwsAccount): PolicyStatement[] => {
  const environment = account ? toEnvironment(account) : stackAccount
  const activity = activityOf(resource, environment)
  return activity === undefined
    ? toStatements(machineArns(resource, environment), { resource, name, grants: machineGrants })
    : toStatements(activity, { resource, name, grants: activityGrants })
}

interface GrantRequest<Arns> {
  readonly resource: string
  readonly name: string
  readonly grants: Readonly<Record<string, Allowed<Arns>>>
}

const toStatements = <Arns>(arns: Arns, { resource, name, grants }: GrantRequest<Arns>): PolicyStatement[] => {
  const allowed = Object.hasOwn(grants, name) ? grants[name] : undefined
  if (!allowed) {
    const expected = expectedOneOf(name, Object.keys(grants))
    throw new TypeError(`unknown grant ${JSON.stringify(name)} of ${JSON.stringify(resource)}; ${expected}`)
  }
  return allowed.map(([actions, resourcesOf]) => ({
    effect: 'Allow',
    actions: actions.map((action) => `states:${action}`),
    resources: resourcesOf(arns),
    states: [],
  }))
}

const activityOf = (resource: string, environment: AwsEnvironment): string | undefined => {
  if (resource.startsWith('activity/')) return activityArn(environment, toAwsName(resource))
  return parseArn(resource)?.resource[0] === 'activity' ? resource : undefined
}

const machineArns = (resource: string, environment: AwsEnvironment): MachineArns => {
  const machine = parseArn(resource)
    ? resource
    : stateMachineArn(environment, toAwsName(resource.replace(/^machine\//, '')))
  const of = (type: string, end: string): string => machine.replace(':stateMachine:', `:${type}:`).concat(end)
  return {
    machine,
    executions: of('execution', ':*'),
    mapRuns: of('mapRun', '/*:*'),
    childExecutions: of('execution', '/*:*'),
  }
}
