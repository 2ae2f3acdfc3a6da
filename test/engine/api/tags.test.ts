import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-sfn'
import { describe, expect, it } from 'vitest'
import { pass, roleArn, virtualEngine } from '../../support/virtual-engine.ts'

const { sfn } = virtualEngine()
const tags = [
  { key: 'team', value: 'a' },
  { key: 'stage', value: 'test' },
]
const { stateMachineArn = '' } = await sfn.send(
  new CreateStateMachineCommand({ name: 'orders', definition: pass, roleArn, tags, publish: true }),
)
const { activityArn = '' } = await sfn.send(new CreateActivityCommand({ name: 'add', tags }))
const tagsOf = async (resourceArn: string) => (await sfn.send(new ListTagsForResourceCommand({ resourceArn }))).tags

describe.each([stateMachineArn, activityArn])('tags of %s', (resourceArn) => {
  it('can be created, added, replaced and removed', async () => {
    expect(await tagsOf(resourceArn)).toEqual(tags)
    const added = [
      { key: 'stage', value: 'live' },
      { key: 'empty', value: '' },
    ]
    await sfn.send(new TagResourceCommand({ resourceArn, tags: added }))
    await sfn.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'team', 'never was'] }))
    expect(await tagsOf(resourceArn)).toEqual(added)
  })

  it('are at most fifty; all or none are added', async () => {
    const before = await tagsOf(resourceArn)
    const many = Array.from({ length: 51 }, (_, i) => ({ key: `key-${i}`, value: '' }))
    await expect(sfn.send(new TagResourceCommand({ resourceArn, tags: many }))).rejects.toMatchObject({
      name: 'TooManyTags',
    })
    expect(await tagsOf(resourceArn)).toEqual(before)
  })
})

describe('tags', () => {
  it.each([`${stateMachineArn}:1`, `${stateMachineArn}s`])('are rejected for %s', async (resourceArn) => {
    await expect(tagsOf(resourceArn)).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: `Resource not found: '${resourceArn}'`,
    })
  })
})
