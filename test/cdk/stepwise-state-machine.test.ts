import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Match, Template } from 'aws-cdk-lib/assertions'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb'
import * as iam from 'aws-cdk-lib/aws-iam'
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import * as sfn from 'aws-cdk-lib/aws-stepfunctions'
import { App, Aws, Stack } from 'aws-cdk-lib/core'
import { Construct } from 'constructs'
import { transformSync } from 'rolldown/experimental'
import { expect, onTestFinished, test } from 'vitest'
import { StepwiseStateMachine, type StepwiseStateMachineProps } from '../../src/cdk.ts'
import { permissions, toCdk, toPolicyDocuments } from '../../src/deploy.ts'
import { isJsonObject } from '../../src/json.ts'
import { desugar } from '../../src/sugar/desugar.ts'

/** Creates an app that writes to a temporary directory. The CDK's validation of templates takes seconds to load. */
const createApp = (): App => {
  const outdir = mkdtempSync(join(tmpdir(), 'stepwise-cdk-'))
  onTestFinished(() => rmSync(outdir, { recursive: true }))
  return new App({ builtinCloudFormationValidation: false, outdir })
}

const environment = { partition: 'aws', region: 'eu-west-1', accountId: '210987654321' }
const pseudo: Readonly<Record<string, string>> = {
  'AWS::Partition': environment.partition,
  'AWS::Region': environment.region,
  'AWS::AccountId': environment.accountId,
  'AWS::URLSuffix': 'amazonaws.com',
}

const orders = {
  name: 'orders',
  startAt: 'price',
  states: {
    price: { type: 'task', resource: 'activity/price', resultPath: '$.price', next: 'resize' },
    resize: { type: 'task', resource: 'lambda/resize', next: 'each' },
    each: {
      type: 'map',
      itemReader: {
        resource: 'arn:${AWS::Partition}:states:::s3:getObject',
        parameters: { Bucket: 'files', Key: 'items.json' },
      },
      itemProcessor: {
        processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
        startAt: 'child',
        states: { child: { type: 'task', resource: 'machine/child', end: true } },
      },
      next: 'save',
    },
    save: {
      type: 'task',
      resource: 'dynamodb:putItem',
      parameters: { TableName: '${TableName}', Item: { id: { S: 'a "quoted" value' } } },
      end: true,
    },
  },
} as const

/** The value that CloudFormation gives a property. A resource's reference is its logical id; that of an activity its ARN. */
const evaluate = (value: unknown, template: Template): unknown => {
  if (Array.isArray(value)) return value.map((one) => evaluate(one, template))
  if (!isJsonObject(value)) return value
  if (typeof value.Ref === 'string') return pseudo[value.Ref] ?? arnOfActivity(value.Ref, template) ?? value.Ref
  if (Array.isArray(value['Fn::GetAtt'])) {
    const [id, attribute] = value['Fn::GetAtt']
    return arnOfActivity(String(id), template) ?? `${id}.${attribute}`
  }
  const [separator, parts] = Array.isArray(value['Fn::Join']) ? value['Fn::Join'] : []
  if (Array.isArray(parts)) return parts.map((part) => evaluate(part, template)).join(String(separator))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, evaluate(inner, template)]))
}

const arnOfActivity = (logicalId: string, template: Template): string | undefined => {
  const activity = template.findResources('AWS::StepFunctions::Activity')[logicalId]
  return activity && `arn:aws:states:eu-west-1:210987654321:activity:${activity.Properties.Name}`
}

interface Deployed {
  readonly definition: unknown
  readonly statements: readonly { Action: string | string[]; Resource: string | string[]; Condition?: object }[]
  readonly properties: Readonly<Record<string, unknown>>
}

/** The state machine of a template as CloudFormation deploys it, and the statements of its role. */
const deployed = (template: Template, name?: string): Deployed => {
  const [{ Properties: properties } = {}] = Object.values(
    template.findResources('AWS::StepFunctions::StateMachine', name ? { Properties: { StateMachineName: name } } : {}),
  )
  const { DefinitionString, DefinitionSubstitutions = {} } = evaluate(properties, template) as Record<string, never>
  const substituted = Object.entries(DefinitionSubstitutions).reduce(
    (text, [key, value]) => text.replaceAll(`\${${key}}`, String(value)),
    String(DefinitionString),
  )
  const attached = Object.values(template.findResources('AWS::IAM::Policy')).map(({ Properties }) => Properties)
  const inline = Object.values(template.findResources('AWS::IAM::Role')).flatMap(
    ({ Properties }) => Properties.Policies,
  )
  const policies = [...attached, ...inline].filter(Boolean)
  const statements = policies.flatMap(({ PolicyDocument }) => evaluate(PolicyDocument.Statement, template))
  return { definition: JSON.parse(substituted), statements: statements as Deployed['statements'], properties }
}

/** `action on resource`, with the condition, sorted. */
const flat = (statements: Deployed['statements']): string[] =>
  statements
    .flatMap(({ Action, Resource, Condition = {} }) =>
      [Action]
        .flat()
        .flatMap((action) => [Resource].flat().map((on) => `${action} on ${on} ${JSON.stringify(Condition)}`)),
    )
    .sort()

const synthesize = (
  props: (stack: Stack) => StepwiseStateMachineProps,
  stackProps: ConstructorParameters<typeof Stack>[2] = {},
) => {
  const stack = new Stack(createApp(), 'stack', stackProps)
  const machine = new StepwiseStateMachine(stack, 'Machine', props(stack))
  return { stack, machine, template: () => Template.fromStack(stack) }
}

const taskOf = (task: object) => ({ startAt: 'a', states: { a: { type: 'task', end: true, ...task } } }) as never

test('the template has the state machine that desugar gives, and the permissions of permissions', () => {
  const props = { definition: orders, definitionSubstitutions: { TableName: 'orders-table' } }
  const { definition, statements, properties } = deployed(synthesize(() => props).template())
  const text = JSON.stringify(orders).replaceAll('${TableName}', 'orders-table').replaceAll('${AWS::Partition}', 'aws')
  const literal = JSON.parse(text)
  expect(definition).toEqual(desugar(literal, environment))
  const documents = toPolicyDocuments(permissions(literal, environment))
  expect(flat(statements)).toEqual(flat(documents.flatMap(({ Statement }) => Statement) as never))
  expect(properties).toMatchObject({
    StateMachineName: 'orders',
    RoleArn: { 'Fn::GetAtt': [expect.anything(), 'Arn'] },
  })
})

test('no account, region or partition is written out, unless the stack has its own', () => {
  const props = { definition: orders, definitionSubstitutions: { TableName: 'orders-table' } }
  const { Resources } = synthesize(() => props)
    .template()
    .toJSON()
  expect(JSON.stringify(Resources)).not.toMatch(/us-east-1|arn:aws:|\d{12}/)
  const own = synthesize(() => props, { env: { region: 'eu-west-1', account: '210987654321' } }).template()
  expect(JSON.stringify(deployed(own).properties.DefinitionString)).toContain(
    'lambda:eu-west-1:210987654321:function:resize',
  )
})

test('tokens of the CDK become substitutions, and their permissions are exact', () => {
  const { template } = synthesize((stack) => {
    const table = new Table(stack, 'Table', { partitionKey: { name: 'id', type: AttributeType.STRING } })
    const queue = new Queue(stack, 'Queue')
    const topic = new Topic(stack, 'Topic')
    const child = new sfn.StateMachine(stack, 'Child', {
      definitionBody: sfn.DefinitionBody.fromChainable(new sfn.Pass(stack, 'Pass')),
    })
    const code = { code: Code.fromInline('x'), runtime: Runtime.NODEJS_22_X, handler: 'index.handler' }
    const resize = new LambdaFunction(stack, 'Resize', code)
    const known = LambdaFunction.fromFunctionName(stack, 'Known', 'known')
    const state = (resource: string, parameters: object, next: object) => ({
      type: 'task',
      resource,
      parameters,
      ...next,
    })
    return {
      definition: {
        startAt: 'table',
        states: {
          table: state('dynamodb:getItem', { TableName: table.tableName, Key: {} }, { next: 'queue' }),
          queue: state('sqs:sendMessage', { QueueUrl: queue.queueUrl, MessageBody: 'x' }, { next: 'topic' }),
          topic: state('sns:publish', { TopicArn: topic.topicArn, Message: 'x' }, { next: 'child' }),
          child: state('states:startExecution.sync', { StateMachineArn: child.stateMachineArn }, { next: 'resize' }),
          resize: { type: 'task', resource: resize.functionArn, next: 'known' },
          known: { type: 'task', resource: known.functionArn, end: true },
        },
      } as never,
      stateMachineName: 'parent',
    }
  })
  const { statements, properties } = deployed(template(), 'parent')
  const own = 'eu-west-1:210987654321'
  const rule = `arn:aws:events:${own}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule`
  expect(flat(statements).map((one) => one.replaceAll(/(?<=[a-z])[0-9A-F]{8}/g, '').replace(' {}', ''))).toEqual([
    `dynamodb:GetItem on arn:aws:dynamodb:${own}:table/Table`,
    ...['DescribeRule', 'PutRule', 'PutTargets'].map((action) => `events:${action} on ${rule}`),
    'lambda:InvokeFunction on Resize.Arn',
    `lambda:InvokeFunction on arn:aws:lambda:${own}:function:known`,
    'sns:Publish on Topic',
    `sqs:SendMessage on arn:aws:sqs:${own}:Queue.QueueName`,
    `states:DescribeExecution on arn:aws:states:${own}:execution:Child.Name:*`,
    `states:StartExecution on arn:aws:states:${own}:stateMachine:Child.Name`,
    `states:StopExecution on arn:aws:states:${own}:execution:Child.Name:*`,
  ])
  expect(Object.keys(Object(properties.DefinitionSubstitutions)).map((key) => key.replace(/[0-9A-F]{8}/, ''))).toEqual([
    'TableName',
    'QueueName',
    'TopicArn',
    'ChildArn',
    'ResizeFunctionArn',
  ])
})

test('a value of definitionSubstitutions may be a token, whose permission is exact', () => {
  const { template } = synthesize((stack) => ({
    definition: taskOf({ resource: 'sqs:sendMessage', parameters: { QueueUrl: '${Url}', MessageBody: 'x' } }),
    definitionSubstitutions: { Url: new Queue(stack, 'Queue').queueUrl },
  }))
  const [{ Resource } = { Resource: '' }] = deployed(template()).statements
  expect(Resource).toMatch(/^arn:aws:sqs:eu-west-1:210987654321:Queue\w+\.QueueName$/)
})

test('it grants and measures as a state machine of the CDK does', () => {
  const { stack, machine, template } = synthesize(() => ({
    definition: orders,
    definitionSubstitutions: { TableName: 't' },
  }))
  const role = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') })
  machine.grantStartExecution(role)
  machine.grantRead(role)
  machine.grantTaskResponse(role)
  machine.grant(role, 'states:DescribeStateMachine')
  machine.grantWork(role)
  expect(machine).toBeInstanceOf(sfn.StateMachine)
  expect(machine.metricFailed().metricName).toBe('ExecutionsFailed')
  const policy = JSON.stringify(
    template().findResources('AWS::IAM::Policy', { Properties: { Roles: [Match.anyValue()] } }),
  )
  for (const action of ['StartExecution', 'DescribeExecution', 'SendTaskSuccess', 'GetActivityTask'])
    expect(policy).toContain(`states:${action}`)
})

test('logs go to a log group of its own, and settings of the CDK have their permissions', () => {
  const props = { definition: orders, definitionSubstitutions: { TableName: 't' } }
  const { template } = synthesize(() => ({ ...props, logs: { level: sfn.LogLevel.ALL }, tracingEnabled: true }))
  template().hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: '/aws/vendedlogs/states/orders-Logs' })
  const { statements, properties } = deployed(template())
  expect(properties).toMatchObject({ LoggingConfiguration: { Level: 'ALL' }, TracingConfiguration: { Enabled: true } })
  expect(flat(statements).join()).toMatch(/logs:CreateLogDelivery on \*.*xray:PutTraceSegments on \*/)
})

test('state machines of one stack share their activities', () => {
  const { stack, template } = synthesize(() => ({ definition: taskOf({ resource: 'activity/price' }) }))
  const other = new StepwiseStateMachine(stack, 'Other', { definition: taskOf({ resource: 'activity/price' }) })
  expect(Object.keys(other.activities)).toEqual(['price'])
  template().hasResourceProperties('AWS::StepFunctions::Activity', { Name: 'activity__price' })
  template().resourceCountIs('AWS::StepFunctions::Activity', 1)
})

test('activities whose names differ in punctuation only keep their tasks', () => {
  const states = {
    a: { type: 'task', resource: 'activity/order-price', next: 'b' },
    b: { type: 'task', resource: 'activity/order/price', end: true },
  } as const
  const { definition } = deployed(synthesize(() => ({ definition: { startAt: 'a', states } })).template())
  expect(definition).toMatchObject({
    States: {
      a: { Resource: expect.stringMatching(/:activity__order-price$/) },
      b: { Resource: expect.stringMatching(/:activity__order__price$/) },
    },
  })
})

test('a permission that is not known is an error, unless a role is given', () => {
  const definition = taskOf({ resource: 'athena:startQueryExecution', parameters: { QueryString: 'x' } })
  expect(() => synthesize(() => ({ definition }))).toThrow('add iam: [')
  const { template } = synthesize((stack) => ({
    definition,
    role: new iam.Role(stack, 'Role', { assumedBy: new iam.AccountPrincipal('210987654321') }),
  }))
  template().resourceCountIs('AWS::IAM::Role', 1)
})

test('a substitution without a value is an error', () => {
  expect(() => synthesize(() => ({ definition: orders }))).toThrow(
    'the definition has the substitution "${TableName}" without a value: add definitionSubstitutions: { "TableName": … }',
  )
})

test('ASL is taken as it is, and an EXPRESS state machine has its type', () => {
  const definition = { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } } as const
  const { template } = synthesize(() => ({ definition, stateMachineType: 'EXPRESS', stateMachineName: 'plain' }))
  expect(deployed(template())).toMatchObject({
    definition,
    statements: [],
    properties: { StateMachineType: 'EXPRESS', StateMachineName: 'plain' },
  })
})

test('a definition that is not valid is an error at its path', () => {
  const definition = { startAt: 'b', states: { a: { type: 'pass', end: true } } } as never
  expect(() => synthesize(() => ({ definition }))).toThrow('startAt')
})

test('the code of stepwise export has the same state machine and the same permissions', async () => {
  const { code } = transformSync('construct.ts', toCdk(orders))
  const script = code
    .replaceAll(/^import .*$/gm, '')
    .replace(/^export class/m, 'return class')
    .replace(/^export \{.*$/m, '')
  const modules = { Aws, cloudwatch, iam, sfn, Construct }
  const OrdersStateMachine = new Function(...Object.keys(modules), script)(...Object.values(modules))
  const stack = new Stack(createApp(), 'stack')
  new OrdersStateMachine(stack, 'Orders', { tableName: 't' })
  const exported = deployed(Template.fromStack(stack))
  const own = deployed(
    synthesize(() => ({ definition: orders, definitionSubstitutions: { TableName: 't' } })).template(),
  )
  expect(exported.definition).toEqual(own.definition)
  expect(flat(exported.statements)).toEqual(flat(own.statements))
})
