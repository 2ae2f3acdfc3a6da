import { expect, test } from 'vitest'
import { permissions } from '../../../src/deploy/permissions/permissions.ts'
import { account, machineOf, own, permissionsOf } from './permissions-of.ts'

test('ARNs have the pseudo parameters of CloudFormation without an account', () => {
  expect(permissions(machineOf({ resource: 'lambda/f' }))[0]?.resources).toEqual([
    'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:f',
  ])
})

test('the partition is that of the region', () => {
  const statements = permissions(machineOf({ resource: 'lambda/f' }), {
    region: 'cn-north-1',
    accountId: '123456789012',
  })
  expect(statements[0]?.resources).toEqual(['arn:aws-cn:lambda:cn-north-1:123456789012:function:f'])
})

test('pseudo parameters in a definition are part of its ARNs', () => {
  const resource = 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:f'
  expect(permissionsOf({ resource })).toEqual([`lambda:InvokeFunction on ${resource}`])
})

test('substitutions with values give exact resources', () => {
  const definition = machineOf({ resource: 'sqs:sendMessage', parameters: { QueueUrl: '${Url}', MessageBody: 'x' } })
  expect(() => permissions(definition, account)).toThrow('"QueueUrl" is "${Url}"')
  const substitutions = { Url: `https://sqs.us-east-1.amazonaws.com/123456789012/orders` }
  expect(permissions(definition, account, { substitutions })).toMatchObject([
    { resources: [`arn:aws:sqs:${own}:orders`] },
  ])
})

test('without an account, conditions have pseudo parameters as resources do', () => {
  const [{ condition } = {}] = permissions(machineOf({ resource: 'activity/a' }), undefined, {
    encryption: { kmsKeyId: 'arn:aws:kms:us-east-1:123456789012:key/k' },
  })
  expect(JSON.stringify(condition)).toContain(
    'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:m',
  )
})
