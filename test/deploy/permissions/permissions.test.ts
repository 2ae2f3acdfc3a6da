import { describe, expect, test } from 'vitest'
import { permissions } from '../../../src/deploy/permissions/permissions.ts'
import { integrationsWithPermissions } from '../../../src/deploy/permissions/state-needs.ts'
import { DefinitionError } from '../../../src/errors.ts'
import { optimizedActions } from '../../../src/specs/service-model/optimized-actions.ts'
import { desugar } from '../../../src/sugar/desugar.ts'
import { account, machineOf, own, permissionsOf } from './permissions-of.ts'

const role = 'arn:aws:iam::123456789012:role/worker'

const rule = (name: string): string[] =>
  ['DescribeRule', 'PutRule', 'PutTargets'].map((action) => `events:${action} on arn:aws:events:${own}:rule/${name}`)

test('every optimized integration has its permissions', () => {
  const offered = [...optimizedActions].flatMap(([service, actions]) =>
    [...actions.keys()].map((action) => `${service}:${action}`),
  )
  expect([...integrationsWithPermissions()].sort()).toEqual(offered.sort())
})

describe('exact ARNs from literal parameters', () => {
  test.each<[resource: string, parameters: object, expected: string[]]>([
    ['lambda/f', {}, [`lambda:InvokeFunction on arn:aws:lambda:${own}:function:f`]],
    ['lambda/f:live', {}, [`lambda:InvokeFunction on arn:aws:lambda:${own}:function:f:live`]],
    ['activity/add', {}, []],
    ['lambda:invoke', { FunctionName: 'f' }, [`lambda:InvokeFunction on arn:aws:lambda:${own}:function:f`]],
    [
      'lambda:invoke',
      { FunctionName: 'f', Qualifier: 'v1' },
      [`lambda:InvokeFunction on arn:aws:lambda:${own}:function:f:v1`],
    ],
    [
      'sqs:sendMessage',
      { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111111111111/orders', MessageBody: 'x' },
      ['sqs:SendMessage on arn:aws:sqs:eu-west-1:111111111111:orders'],
    ],
    ['sns:publish', { TopicArn: `arn:aws:sns:${own}:t`, Message: 'x' }, [`sns:Publish on arn:aws:sns:${own}:t`]],
    ['dynamodb:getItem', { TableName: 't', Key: {} }, [`dynamodb:GetItem on arn:aws:dynamodb:${own}:table/t`]],
    [
      'events:putEvents',
      { Entries: [{ Detail: {} }, { Detail: {}, EventBusName: 'b' }] },
      [
        `events:PutEvents on arn:aws:events:${own}:event-bus/b`,
        `events:PutEvents on arn:aws:events:${own}:event-bus/default`,
      ],
    ],
    [
      'machine/child',
      {},
      [
        ...rule('StepFunctionsGetEventsForStepFunctionsExecutionRule'),
        `states:DescribeExecution on arn:aws:states:${own}:execution:child:*`,
        `states:StartExecution on arn:aws:states:${own}:stateMachine:child`,
        `states:StopExecution on arn:aws:states:${own}:execution:child:*`,
      ],
    ],
    [
      'glue:startJobRun.sync',
      { JobName: 'j' },
      ['BatchStopJobRun', 'GetJobRun', 'GetJobRuns', 'StartJobRun'].map(
        (action) => `glue:${action} on arn:aws:glue:${own}:job/j`,
      ),
    ],
    [
      'codebuild:startBuild.sync',
      { ProjectName: 'p' },
      [
        ...['BatchGetBuilds', 'StartBuild', 'StopBuild'].map(
          (action) => `codebuild:${action} on arn:aws:codebuild:${own}:project/p`,
        ),
        ...rule('StepFunctionsGetEventForCodeBuildStartBuildRule'),
      ],
    ],
    [
      'batch:submitJob',
      { JobName: 'n', JobDefinition: 'd:1', JobQueue: 'q' },
      [
        `batch:SubmitJob on arn:aws:batch:${own}:job-definition/d`,
        `batch:SubmitJob on arn:aws:batch:${own}:job-definition/d:*`,
        `batch:SubmitJob on arn:aws:batch:${own}:job-queue/q`,
      ],
    ],
    [
      'bedrock:invokeModel',
      { ModelId: 'us.anthropic.claude', Body: {} },
      [
        `bedrock:InvokeModel on arn:aws:bedrock:${own}:inference-profile/us.anthropic.claude`,
        'bedrock:InvokeModel on arn:aws:bedrock:*::foundation-model/anthropic.claude',
      ].sort(),
    ],
    [
      'sagemaker:createTrainingJob',
      { TrainingJobName: 'j', RoleArn: role },
      [`iam:PassRole on ${role}`, `sagemaker:CreateTrainingJob on arn:aws:sagemaker:${own}:training-job/j`],
    ],
    [
      'elasticmapreduce:cancelStep',
      { ClusterId: 'j-1', StepId: 's' },
      [`elasticmapreduce:CancelSteps on arn:aws:elasticmapreduce:${own}:cluster/j-1`],
    ],
    ['eks:call', { ClusterName: 'k', CertificateAuthority: 'c', Endpoint: 'e', Method: 'GET', Path: '/' }, []],
    [
      'mediaconvert:createJob',
      { Role: role, Settings: {} },
      [`iam:PassRole on ${role}`, `mediaconvert:CreateJob on arn:aws:mediaconvert:${own}:queues/Default`],
    ],
    ['aws-sdk:s3:listBuckets', { Prefix: 'a' }, ['s3:ListAllMyBuckets on *']],
    ['aws-sdk:s3:headObject', { Bucket: 'b', Key: 'k' }, ['s3:GetObject on arn:aws:s3:::b/k']],
    [
      'aws-sdk:cloudwatchlogs:getLogEvents',
      { LogGroupName: 'g', LogStreamName: 's' },
      [
        `logs:GetLogEvents on arn:aws:logs:${own}:log-group:g`,
        `logs:GetLogEvents on arn:aws:logs:${own}:log-group:g:*`,
      ],
    ],
    [
      'aws-sdk:dynamodb:query',
      { TableName: 't', IndexName: 'i' },
      [`dynamodb:Query on arn:aws:dynamodb:${own}:table/t/index/i`],
    ],
    [
      'aws-sdk:dynamodb:transactWriteItems',
      { TransactItems: [{ Put: { TableName: 'a', Item: {} } }, { Delete: { TableName: 'b', Key: {} } }] },
      [`dynamodb:DeleteItem on arn:aws:dynamodb:${own}:table/b`, `dynamodb:PutItem on arn:aws:dynamodb:${own}:table/a`],
    ],
    [
      'aws-sdk:secretsmanager:getSecretValue',
      { SecretId: 's' },
      [`secretsmanager:GetSecretValue on arn:aws:secretsmanager:${own}:secret:s-??????`],
    ],
    [
      'aws-sdk:sns:publish',
      { TopicArn: `arn:aws:sns:${own}:t`, Message: 'x' },
      [`sns:Publish on arn:aws:sns:${own}:t`],
    ],
    [
      'aws-sdk:scheduler:createSchedule',
      { Name: 's', ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: {}, Target: { Arn: 'a', RoleArn: role } },
      [`iam:PassRole on ${role}`, `scheduler:CreateSchedule on arn:aws:scheduler:${own}:schedule/*/s`],
    ],
    ['aws-sdk:rekognition:detectLabels', { Image: {} }, ['rekognition:DetectLabels on *']],
  ])('%s %j', (resource, parameters, expected) => {
    const given = Object.keys(parameters).length > 0 ? { parameters } : {}
    expect(permissionsOf({ resource, ...given })).toEqual(expected)
  })
})

describe('patterns from computed parameters', () => {
  test.each<[state: object, expected: string]>([
    [
      { resource: 'dynamodb:getItem', parameters: { 'TableName.$': "States.Format('t-{}', $.day)", Key: {} } },
      `dynamodb:GetItem on arn:aws:dynamodb:${own}:table/t-*`,
    ],
    [
      {
        queryLanguage: 'JSONata',
        resource: 'aws-sdk:s3:getObject',
        arguments: { Bucket: 'b', Key: "{% 'in/' & $states.input.key & '.json' %}" },
      },
      's3:GetObject on arn:aws:s3:::b/in/*.json',
    ],
    [
      { resource: 'aws-sdk:s3:getObject', parameters: { Bucket: 'b', 'Key.$': '$.key' } },
      's3:GetObject on arn:aws:s3:::b/*',
    ],
    [
      { resource: 'elasticmapreduce:cancelStep', parameters: { 'ClusterId.$': '$.id', StepId: 's' } },
      `elasticmapreduce:CancelSteps on arn:aws:elasticmapreduce:${own}:cluster/*`,
    ],
    [
      { resource: 'lambda:invoke', parameters: { FunctionName: '${ResizeArn}' } },
      'lambda:InvokeFunction on ${ResizeArn}',
    ],
    [
      { resource: 'lambda:invoke', parameters: { FunctionName: '${ResizeName}' } },
      `lambda:InvokeFunction on arn:aws:lambda:${own}:function:\${ResizeName}`,
    ],
  ])('%j', (state, expected) => {
    expect(permissionsOf(state)).toEqual([expected])
  })
})

const unknowns: [state: object, reason: string][] = [
  [{ resource: 'lambda:invoke', parameters: { 'FunctionName.$': '$.f' } }, '"FunctionName" is computed'],
  [{ resource: 'sqs:sendMessage', parameters: { 'QueueUrl.$': '$.q', MessageBody: 'x' } }, '"QueueUrl" is computed'],
  [{ resource: 'sns:publish', parameters: { PhoneNumber: '+1', Message: 'x' } }, 'phone number'],
  [{ resource: 'sns:publish', parameters: { TopicArn: 'topic', Message: 'x' } }, '"TopicArn" is "topic", not an ARN'],
  [{ resource: 'ecs:runTask.sync', parameters: { TaskDefinition: 'd' } }, 'roles of the task definition'],
  [{ resource: 'athena:startQueryExecution.sync', parameters: { QueryString: 'q' } }, 'the data that the query reads'],
  [{ resource: 'aws-sdk:ec2:runInstances', parameters: { ImageId: 'i' } }, 'the request does not show the resource'],
  [
    {
      resource: 'http:invoke',
      parameters: {
        'ApiEndpoint.$': "States.Format('{}/{}', $.a, $.b)",
        Method: 'GET',
        Authentication: { ConnectionArn: `arn:aws:events:${own}:connection/c/u` },
      },
    },
    'the host of "ApiEndpoint" is computed',
  ],
  [{ resource: '${Task}' }, 'a deployment completes it'],
]

const issueOf = (state: object) => {
  try {
    permissions(machineOf(state), account)
  } catch (error) {
    if (error instanceof DefinitionError) return error.issues[0]
  }
  return undefined
}

describe('permissions that the definition does not show', () => {
  test.each(unknowns)('are an error at the state: %j', (state, reason) => {
    expect(issueOf(state)).toMatchObject({
      path: ['states', 's'],
      code: 'UNKNOWN_PERMISSION',
      message: expect.stringContaining(reason),
      hint: expect.stringMatching(/^add iam: \[\{ actions: \[/),
    })
  })

  test.each(unknowns)('are replaced by the iam of the hint: %j', (state) => {
    const hint = issueOf(state)?.hint?.replace('add iam: ', '')
    const iam: { actions: string[] }[] = new Function(`return ${hint}`)()
    const statements = permissions(machineOf({ ...state, iam }), account)
    expect(statements.flatMap(({ actions }) => actions).sort()).toEqual(iam.flatMap(({ actions }) => actions).sort())
  })
})

test('iam replaces what would be derived, and does not reach ASL', () => {
  const iam = [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::b/*'] }]
  const state = { resource: 'lambda/f', iam }
  expect(permissionsOf(state)).toEqual(['s3:GetObject on arn:aws:s3:::b/*'])
  expect(desugar(machineOf(state))).toEqual(desugar(machineOf({ resource: 'lambda/f' })))
})

test('ASL, which has no iam, must become a literal first', () => {
  const asl = { StartAt: 's', States: { s: { Type: 'Task', Resource: '${Task}', End: true } } }
  expect(() => permissions(asl, account)).toThrow('write the definition as a literal, and add iam: [{ actions')
})

test('a task with credentials needs only to assume its role', () => {
  expect(permissionsOf({ resource: 'lambda/f', credentials: { RoleArn: role } })).toEqual([`sts:AssumeRole on ${role}`])
})

test('a statement has the names of all states that need it, also of those inside others', () => {
  const task = { type: 'task', resource: 'lambda/f', end: true } as const
  const branches = [{ startAt: 'b', states: { b: task } }]
  const definition = {
    startAt: 'a',
    states: { a: { ...task, end: undefined, next: 'p' }, p: { type: 'parallel', branches, end: true } },
  }
  expect(permissions(JSON.parse(JSON.stringify(definition)), account).map(({ states }) => states)).toEqual([['a', 'b']])
})

const distributed = (fields: object) => ({
  name: 'm',
  startAt: 's',
  states: {
    s: {
      type: 'map',
      itemProcessor: {
        processorConfig: { mode: 'DISTRIBUTED', executionType: 'STANDARD' },
        startAt: 'p',
        states: { p: { type: 'pass', end: true } },
      },
      end: true,
      ...fields,
    },
  },
})

describe('a distributed Map', () => {
  test('runs executions of its own state machine', () => {
    expect(
      permissions(distributed({}), account).flatMap(({ actions, resources }) => [...actions, ...resources]),
    ).toEqual([
      'states:DescribeExecution',
      'states:StopExecution',
      `arn:aws:states:${own}:execution:m:*`,
      'states:RedriveExecution',
      `arn:aws:states:${own}:execution:m/*:*`,
      'states:StartExecution',
      `arn:aws:states:${own}:stateMachine:m`,
    ])
  })

  test('needs a name', () => {
    const { name: _, ...nameless } = distributed({})
    expect(() => permissions(nameless, account)).toThrow('the state machine has no name; add "name" to the definition')
  })

  test('reads and writes objects of S3', () => {
    const itemReader = {
      resource: 'arn:aws:states:::s3:listObjectsV2',
      parameters: { Bucket: 'in', Prefix: 'p' },
    }
    const resultWriter = { resource: 'arn:aws:states:::s3:putObject', parameters: { Bucket: 'out', Prefix: 'r/' } }
    const found = permissions(distributed({ itemReader, resultWriter }), account)
    expect(found.filter(({ actions }) => actions[0]?.startsWith('s3:'))).toEqual([
      {
        effect: 'Allow',
        actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:PutObject'],
        resources: ['arn:aws:s3:::out/r/*'],
        states: ['s'],
      },
      {
        effect: 'Allow',
        actions: ['s3:ListBucket'],
        resources: ['arn:aws:s3:::in'],
        condition: { StringLike: { 's3:prefix': 'p' } },
        states: ['s'],
      },
    ])
  })
})

test('logs, traces and a key are needed by the state machine as a whole', () => {
  const options = { logging: { level: 'ALL' }, tracing: true, encryption: { kmsKeyId: 'alias/k' } } as const
  const statements = permissions(machineOf({ resource: 'activity/add' }), account, options)
  expect(statements.map(({ actions: [action], states }) => [action, states])).toEqual([
    ['kms:Decrypt', []],
    ['kms:GenerateDataKey', []],
    ['logs:CreateLogDelivery', []],
    ['xray:GetSamplingRules', []],
  ])
})
