import { Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import {
  type Activity,
  DefinitionBody,
  type LogOptions,
  StateMachine,
  type StateMachineProps,
  type StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions'
import { Stack } from 'aws-cdk-lib/core'
import type { Construct } from 'constructs'
import type { AnyDefinition } from '../definition-argument.ts'
import { logGroupName } from '../deploy/plan/log-group-step.ts'
import { templateDefinition } from './template-definition.ts'

/** The properties of a {@link StepwiseStateMachine}: those of the CDK's own state machine, with a literal or ASL as the definition. */
export interface StepwiseStateMachineProps
  extends Pick<
    StateMachineProps,
    'stateMachineName' | 'role' | 'logs' | 'tracingEnabled' | 'encryptionConfiguration' | 'removalPolicy'
  > {
  /** A literal, or ASL. Its strings may contain tokens of the CDK, such as `table.tableName`. */
  readonly definition: AnyDefinition
  /** Default `'STANDARD'`. */
  readonly stateMachineType?: StateMachineType | `${StateMachineType}`
  /** The values of the substitutions (`${TableName}`) in the definition. */
  readonly definitionSubstitutions?: Readonly<Record<string, string>>
}

/**
 * A state machine of the AWS CDK, defined by a literal or by ASL. It is a `StateMachine` of `aws-cdk-lib/aws-stepfunctions` and has all its
 * grants and metrics. Its role gets the least permissions that the definition needs. The activities of the definition are created, once
 * for each stack. With `logs` but no destination, a log group is created.
 * @throws DefinitionError if the definition is not valid, or if it does not show a permission and no role is given: the message has the
 * `iam` to add to the task.
 *
 * @example
 * const { App, Stack } = await import('aws-cdk-lib/core')
 * const machine = new StepwiseStateMachine(new Stack(new App(), 'shop'), 'Orders', { definition: orders })
 * machine.metricFailed().metricName // => 'ExecutionsFailed'
 */
export class StepwiseStateMachine extends StateMachine {
  /** The activities of the definition by name: `price` for `activity/price`. Those that are given by ARN are not among them. */
  readonly activities: Readonly<Record<string, Activity>>

  constructor(scope: Construct, id: string, props: StepwiseStateMachineProps) {
    const { definition, definitionSubstitutions, logs, stateMachineType, ...others } = props
    const prepared = templateDefinition(scope, props)
    const { name, activities, asl, substitutions, permissions } = prepared
    super(scope, id, {
      ...others,
      ...(name !== undefined && { stateMachineName: name }),
      // The boundary: the values of the CDK's enumeration are these strings.
      ...(stateMachineType !== undefined && { stateMachineType: stateMachineType as StateMachineType }),
      ...(logs && { logs: withDestination(logs, scope, { id, name }) }),
      definitionBody: DefinitionBody.fromString(Stack.of(scope).toJsonString(asl)),
      ...(Object.keys(substitutions).length > 0 && { definitionSubstitutions: { ...substitutions } }),
    })
    this.activities = activities
    for (const { actions, resources, condition } of permissions)
      this.addToRolePolicy(
        new PolicyStatement({
          actions: [...actions],
          resources: [...resources],
          ...(condition && { conditions: { ...condition } }),
        }),
      )
  }

  /**
   * Lets workers take tasks of the state machine's activities, and report their results.
   *
   * @example
   * const { AccountPrincipal } = await import('aws-cdk-lib/aws-iam')
   * const { App, Stack } = await import('aws-cdk-lib/core')
   * const machine = new StepwiseStateMachine(new Stack(new App(), 'shop'), 'Orders', { definition: orders })
   * machine.grantWork(new AccountPrincipal('123456789012'))
   */
  grantWork(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['GetActivityTask', 'SendTaskFailure', 'SendTaskHeartbeat', 'SendTaskSuccess'].map((a) => `states:${a}`),
      resourceArns: Object.values(this.activities).map(({ activityArn }) => activityArn),
    })
  }
}

const withDestination = (
  logs: LogOptions,
  scope: Construct,
  { id, name }: { readonly id: string; readonly name: string | undefined },
): LogOptions => {
  if (logs.destination || logs.level === 'OFF') return logs
  const names = name === undefined ? {} : { logGroupName: logGroupName(name) }
  return { ...logs, destination: new LogGroup(scope, `${id}LogGroup`, names) }
}
