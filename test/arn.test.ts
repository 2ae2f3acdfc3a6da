import { describe, expect, it } from 'vitest'
import {
  activityArn,
  fromAwsName,
  isReversibleName,
  placeOf,
  placeOfArn,
  resourceOfArn,
  toAwsName,
} from '../src/arn.ts'

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
  ])('of %s are in the partition %s', (region, partition) => {
    const arn = activityArn(placeOf(region, '123456789012'), 'add')
    expect(arn).toBe(`arn:${partition}:states:${region}:123456789012:activity:add`)
  })

  it('tell their place and their resource', () => {
    const arn = 'arn:aws:states:eu-west-1:123456789012:execution:adder:run-1'
    expect(placeOfArn(arn)).toEqual({ partition: 'aws', region: 'eu-west-1', accountId: '123456789012' })
    expect(resourceOfArn(arn)).toEqual(['execution', 'adder', 'run-1'])
  })

  it('are not made of other texts', () => {
    expect(placeOfArn('activity/add')).toBeUndefined()
  })
})
