import { createRequire } from 'node:module'
import { describe, expect, test } from 'vitest'
import { canonicalServiceName, javaClassName, sdkServiceNamed, sdkServiceNames } from '../../src/specs/sdk-services.ts'
import { actionsOf, serviceNames } from '../../src/specs/service-model.ts'

describe('a service of the SDK', () => {
  test.each([
    ['apigateway', 'api-gateway', 'ApiGateway'],
    ['apigatewayv2', 'apigatewayv2', 'ApiGatewayV2'],
    ['bedrockruntime', 'bedrock-runtime', 'BedrockRuntime'],
    ['cloudwatchlogs', 'cloudwatch-logs', 'CloudWatchLogs'],
    ['cognitoidentityprovider', 'cognito-identity-provider', 'CognitoIdentityProvider'],
    ['databasemigration', 'database-migration-service', 'DatabaseMigration'],
    ['dynamodb', 'dynamodb', 'DynamoDb'],
    ['ec2', 'ec2', 'Ec2'],
    ['elasticloadbalancingv2', 'elastic-load-balancing-v2', 'ElasticLoadBalancingV2'],
    ['emrserverless', 'emr-serverless', 'EmrServerless'],
    ['eventbridge', 'eventbridge', 'EventBridge'],
    ['iot', 'iot', 'Iot'],
    ['kms', 'kms', 'Kms'],
    ['mturk', 'mturk', 'MTurk'],
    ['opensearch', 'opensearch', 'OpenSearch'],
    ['rdsdata', 'rds-data', 'RdsData'],
    ['s3', 's3', 'S3'],
    ['secretsmanager', 'secrets-manager', 'SecretsManager'],
    ['sesv2', 'sesv2', 'SesV2'],
    ['sfn', 'sfn', 'Sfn'],
    ['ssooidc', 'sso-oidc', 'SsoOidc'],
    ['wafv2', 'wafv2', 'Wafv2'],
  ])('%s has the package client-%s and the errors of %s', (name, id, javaName) => {
    expect(sdkServiceNamed(name)).toEqual({ name, packageName: `@aws-sdk/client-${id}`, javaName })
  })

  test('is installed under its name', () => {
    const { resolve } = createRequire(import.meta.url)
    for (const name of ['dynamodb', 'eventbridge', 's3', 'secretsmanager', 'sfn', 'sns', 'sqs'])
      expect(() => resolve(sdkServiceNamed(name)?.packageName ?? '')).not.toThrow()
  })

  test('exists for every service whose actions are known', () => {
    const known = serviceNames().filter((name) => name.startsWith('aws-sdk:') && actionsOf(name))
    expect(
      sdkServiceNames()
        .map((name) => `aws-sdk:${name}`)
        .sort(),
    ).toEqual(known.sort())
  })

  test.each(['nosuch', 'constructor', '__proto__', '', 'qldb'])('%j does not exist', (name) => {
    expect(sdkServiceNamed(name)).toBeUndefined()
    expect(canonicalServiceName(name)).toBeUndefined()
  })
})

test.each([
  ['events', 'eventbridge'],
  ['elasticmapreduce', 'emr'],
  ['emr-serverless', 'emrserverless'],
  ['logs', 'cloudwatchlogs'],
  ['states', 'sfn'],
  ['sqs', 'sqs'],
])('an endpoint of %s is one of %s', (name, canonical) => {
  expect(canonicalServiceName(name)).toBe(canonical)
})

test.each([
  ['KMSInvalidStateException', 'KmsInvalidStateException'],
  ['DBInstanceNotFound', 'DbInstanceNotFound'],
  ['NoSuchKey', 'NoSuchKey'],
  ['InternalServerError', 'InternalServerError'],
])('Java writes %s as %s', (name, javaName) => {
  expect(javaClassName(name)).toBe(javaName)
})
