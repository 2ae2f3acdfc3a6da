import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { optimizedActions } from '../../src/specs/service-model/optimized-actions.ts'
import { packedShapes } from '../../src/specs/service-model/shapes-data.ts'
import {
  actionsOf,
  isKnownService,
  isUnsupportedAction,
  offersSync,
  serviceNames,
} from '../../src/specs/service-model.ts'
import { inputMembersOf, outputShapeOf } from '../../src/specs/service-shapes.ts'

const inherited = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length']

const kilobytesOf = (file: string) =>
  readFileSync(new URL(`../../src/specs/service-model/${file}`, import.meta.url)).length / 1000

describe('services', () => {
  test.each([
    ['athena', true],
    ['elasticmapreduce', true],
    ['s3', false],
    ['aws-sdk', false],
    ['aws-sdk:', false],
    ['aws-sdk:s3', true],
    ['aws-sdk:S3', false],
    ['aws-sdk:sfn', true],
    ['aws-sdk:stepfunctions', false],
    ['aws-sdk:cloudwatchlogs', true],
    ['aws-sdk:logs', false],
    ['aws-sdk:cognitoidentityprovider', true],
    ['aws-sdk:databasemigration', true],
    ['aws-sdk:directory', true],
    ['aws-sdk:elasticloadbalancingv2', true],
    ['aws-sdk:elasticsearch', true],
    ['aws-sdk:eventbridge', true],
    ['aws-sdk:servicediscovery', true],
    ['aws-sdk:nosuch', false],
  ])('%s is known: %s', (service, isKnown) => {
    expect(isKnownService(service)).toBe(isKnown)
  })

  test('every name is known, once', () => {
    const names = serviceNames()
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !isKnownService(name))).toEqual([])
  })

  test('a retired service is known, its actions are not', () => {
    expect(isKnownService('aws-sdk:qldb')).toBe(true)
    expect(actionsOf('aws-sdk:qldb')).toBeUndefined()
  })

  test.each(inherited)('%s is the name of nothing', (name) => {
    for (const service of [name, `aws-sdk:${name}`]) {
      expect(isKnownService(service)).toBe(false)
      expect(actionsOf(service)).toBeUndefined()
      expect(inputMembersOf(service, name)).toBeUndefined()
      expect(outputShapeOf(service, name)).toBeUndefined()
    }
    for (const service of ['athena', 'aws-sdk:athena']) {
      expect(actionsOf(service)).not.toContain(name)
      expect(isUnsupportedAction(service, name)).toBe(false)
      expect(offersSync(service, name)).toBe(false)
      expect(inputMembersOf(service, name)).toBeUndefined()
      expect(outputShapeOf(service, name)).toBeUndefined()
    }
  })
})

describe('actions', () => {
  test.each([
    ['aws-sdk:s3', 'getObject', true],
    ['aws-sdk:s3', 'GetObject', false],
    ['aws-sdk:s3', 'selectObjectContent', false],
    ['aws-sdk:rds', 'createDBInstance', true],
    ['aws-sdk:sfn', 'sendTaskSuccess', true],
    ['aws-sdk:dynamodb', 'query', true],
    ['dynamodb', 'query', false],
    ['dynamodb', 'getItem', true],
    ['athena', 'getQueryResults', true],
    ['athena', 'foo', false],
    ['eks', 'runJob', true],
    ['aws-sdk:eks', 'runJob', false],
  ])('%s has %s: %s', (service, action, isThere) => {
    expect(actionsOf(service)?.includes(action)).toBe(isThere)
  })

  test('those of each service are sorted, in camel case and there once', () => {
    const isWellFormed = (actions: readonly string[]) =>
      actions.every((action, index) => /^[a-z][A-Za-z0-9]*$/.test(action) && action > (actions[index - 1] ?? ''))
    expect(serviceNames().filter((service) => !isWellFormed(actionsOf(service) ?? []))).toEqual([])
  })

  test.each([
    ['aws-sdk:sts', 'assumeRole', true],
    ['aws-sdk:bedrockruntime', 'converseStream', true],
    ['aws-sdk:kinesis', 'subscribeToShard', true],
    ['aws-sdk:sts', 'getCallerIdentity', false],
    ['aws-sdk:sts', 'noSuchAction', false],
    ['athena', 'startQueryExecution', false],
  ])('%s:%s is unsupported: %s', (service, action, isUnsupported) => {
    expect(isUnsupportedAction(service, action)).toBe(isUnsupported)
    if (isUnsupported) expect(actionsOf(service)).not.toContain(action)
  })

  test.each([
    ['codebuild', 'startBuild', true],
    ['codebuild', 'stopBuild', false],
    ['sqs', 'sendMessage', false],
    ['eks', 'runJob', true],
    ['eks', 'call', false],
    ['aws-sdk:codebuild', 'startBuild', false],
  ])('%s:%s can be waited for: %s', (service, action, isWaitedFor) => {
    expect(offersSync(service, action)).toBe(isWaitedFor)
  })
})

describe('requests', () => {
  const inputNames = (service: string, action: string) => [...(inputMembersOf(service, action)?.keys() ?? [])]
  const requiredNames = (service: string, action: string) =>
    [...(inputMembersOf(service, action) ?? [])].flatMap(([name, { isRequired }]) => (isRequired ? [name] : []))

  test.each([
    ['sqs', 'sendMessage', ['QueueUrl', 'MessageBody']],
    ['ecs', 'runTask', ['TaskDefinition']],
    ['states', 'startExecution', ['StateMachineArn']],
    ['eks', 'call', ['ClusterName', 'CertificateAuthority', 'Endpoint', 'Method', 'Path']],
    ['aws-sdk:s3', 'getObject', ['Bucket', 'Key']],
    ['aws-sdk:rds', 'stopDBInstance', ['DbInstanceIdentifier']],
    ['aws-sdk:ec2', 'terminateInstances', ['InstanceIds']],
  ])('%s:%s requires %j', (service, action, names) => {
    expect(requiredNames(service, action)).toEqual(names)
  })

  test('a token that the SDK makes is not required', () => {
    expect(inputMembersOf('emr-serverless', 'startJobRun')?.get('ClientToken')?.isRequired).toBe(false)
  })

  test.each([
    ['aws-sdk:s3', 'putObject', 'SsekmsKeyId', 'SSEKMSKeyId'],
    ['aws-sdk:lambda', 'createFunction', 'KmsKeyArn', 'KMSKeyArn'],
    ['aws-sdk:ecs', 'runTask', 'EnableECSManagedTags', 'enableECSManagedTags'],
    ['ecs', 'runTask', 'EnableECSManagedTags', 'enableECSManagedTags'],
  ])('%s:%s has %s, not %s', (service, action, name, other) => {
    expect(inputNames(service, action)).toContain(name)
    expect(inputNames(service, action)).not.toContain(other)
  })

  test('a service without described shapes has actions only', () => {
    expect(actionsOf('aws-sdk:braket')).toContain('getDevice')
    expect(inputMembersOf('aws-sdk:braket', 'getDevice')).toBeUndefined()
  })

  test('the requests of every optimized action are known', () => {
    const unknown = [...optimizedActions].flatMap(([service, actions]) =>
      [...actions.keys()]
        .filter((action) => !inputMembersOf(service, action)?.size)
        .map((action) => `${service}:${action}`),
    )
    expect(unknown).toEqual([])
  })
})

describe('responses', () => {
  const memberOf = (service: string, action: string, name: string) => outputShapeOf(service, action)?.members.get(name)

  test.each([
    ['aws-sdk:s3', 'getObject', 'ContentLength', { kind: 'number' }],
    ['aws-sdk:s3', 'getObject', 'Body', { kind: 'string' }],
    ['aws-sdk:kms', 'encrypt', 'CiphertextBlob', { kind: 'string', min: 1 }],
    ['sqs', 'sendMessage', 'MD5OfMessageBody', { kind: 'string' }],
    ['aws-sdk:sqs', 'sendMessage', 'Md5OfMessageBody', { kind: 'string' }],
    ['lambda', 'invoke', 'Payload', { kind: 'any' }],
    ['aws-sdk:lambda', 'invoke', 'Payload', { kind: 'string' }],
  ])('%s:%s has %s', (service, action, name, shape) => {
    expect(memberOf(service, action, name)?.shape).toEqual(shape)
  })

  test('limits, values and required members are known', () => {
    const configuration = memberOf('aws-sdk:lambda', 'getFunction', 'Configuration')?.shape
    expect(configuration?.kind === 'structure' && configuration.members.get('MemorySize')?.shape).toMatchObject({
      kind: 'number',
      min: 128,
    })
    expect(memberOf('aws-sdk:s3', 'getObject', 'StorageClass')?.shape).toMatchObject({
      values: expect.arrayContaining(['STANDARD', 'GLACIER']),
    })
    expect(memberOf('states', 'startExecution', 'ExecutionArn')?.isRequired).toBe(true)
  })

  test('a recursive shape refers to itself', () => {
    const item = memberOf('aws-sdk:dynamodb', 'getItem', 'Item')?.shape
    const value = item?.kind === 'map' ? item.value : undefined
    const list = value?.kind === 'structure' ? value.members.get('L')?.shape : undefined
    expect(list?.kind === 'list' && list.element === value).toBe(true)
  })

  test('with .sync the response is the one that is polled', () => {
    const polled = outputShapeOf('states', 'startExecution', 'sync')?.members
    expect(polled?.get('Output')?.shape).toMatchObject({ kind: 'string' })
    expect(outputShapeOf('states', 'startExecution', 'sync:2')?.members.get('Output')?.shape).toEqual({ kind: 'any' })
    expect(outputShapeOf('glue', 'startJobRun', 'sync')?.members.has('JobRun')).toBe(true)
  })

  test.each([
    ['sqs', 'sendMessage', 'waitForTaskToken'],
    ['sqs', 'sendMessage', 'sync'],
    ['apigateway', 'invoke', undefined],
    ['http', 'invoke', undefined],
    ['eks', 'runJob', 'sync'],
    ['aws-sdk:ec2', 'describeInstances', undefined],
  ] as const)('%s:%s with %s is not known', (service, action, pattern) => {
    expect(outputShapeOf(service, action, pattern)).toBeUndefined()
  })

  test('an action without a response has one without members', () => {
    expect(outputShapeOf('aws-sdk:sqs', 'deleteMessage')?.members.size).toBe(0)
  })

  test('every shape that a service has can be built', () => {
    const unknown = [...packedShapes().keys()].flatMap((service) =>
      (actionsOf(`aws-sdk:${service}`) ?? [])
        .filter((action) => inputMembersOf(`aws-sdk:${service}`, action) && service !== 'ec2')
        .filter((action) => !outputShapeOf(`aws-sdk:${service}`, action))
        .map((action) => `${service}:${action}`),
    )
    expect(unknown).toEqual([])
  })
})

test('the tables stay small', () => {
  expect(kilobytesOf('actions-data.ts')).toBeLessThan(90)
  expect(kilobytesOf('shapes-data.ts')).toBeLessThan(300)
})
