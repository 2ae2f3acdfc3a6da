import { describe, expect, it } from 'vitest'
import { activityArn, awsEnvironment, fromAwsName, isReversibleName, parseArn, toAwsName } from '../src/arn.ts'

describe('names', () => {
  it('write / as __, which AWS allows, and read it back', () => {
    expect(toAwsName('activity/add')).toBe('activity__add')
    expect(fromAwsName('activity__add')).toBe('activity/add')
  })

  it.each(['a/b__c', 'a_/b', 'a__/b'])('cannot be read back when they mix / and _ as %s does', (name) => {
    expect(isReversibleName(name)).toBe(false)
  })

  it.each(['add', 'activity/add', 'a/b_c/d', 'a__b'])('can be read back when they are like %s', (name) => {
    expect(isReversibleName(name)).toBe(true)
  })
})

describe('ARNs', () => {
  it.each([
    ['eu-west-1', 'aws'],
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['us-iso-east-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
  ])('of %s are in the partition %s', (region, partition) => {
    const arn = activityArn(awsEnvironment(region, '123456789012'), 'add')
    expect(arn).toBe(`arn:${partition}:states:${region}:123456789012:activity:add`)
  })

  it('have an environment and a resource', () => {
    const arn = 'arn:aws:states:eu-west-1:123456789012:execution:adder:run-1'
    expect(parseArn(arn)).toEqual({
      partition: 'aws',
      service: 'states',
      region: 'eu-west-1',
      accountId: '123456789012',
      resource: ['execution', 'adder', 'run-1'],
    })
  })

  it('are not parsed from other strings', () => {
    expect(parseArn('activity/add')).toBeUndefined()
  })
})
