import {
  CreateStateMachineAliasCommand,
  CreateStateMachineCommand,
  DeleteStateMachineAliasCommand,
  DeleteStateMachineVersionCommand,
  DescribeExecutionCommand,
  DescribeStateMachineAliasCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  ListStateMachineAliasesCommand,
  ListStateMachineVersionsCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  UpdateStateMachineAliasCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn'
import { beforeEach, describe, expect, it } from 'vitest'
import { machineOf, roleArn, type TestEngine, virtualEngine } from '../../support/virtual-engine.ts'

let w: TestEngine
const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
const definitionOf = (revision: number) => machineOf({ Type: 'Pass', Result: revision, End: true })

beforeEach(async () => {
  w = virtualEngine()
  const definition = definitionOf(1)
  await w.sfn.send(new CreateStateMachineCommand({ name: 'orders', definition, roleArn, publish: true }))
})

const update = (revision: number, publish = false) =>
  w.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, definition: definitionOf(revision), publish }))
const publish = (revisionId?: string) =>
  w.sfn.send(new PublishStateMachineVersionCommand({ stateMachineArn: arn, revisionId }))
const versionArns = async () =>
  (await w.sfn.send(new ListStateMachineVersionsCommand({ stateMachineArn: arn }))).stateMachineVersions?.map(
    ({ stateMachineVersionArn }) => stateMachineVersionArn,
  )
const deleteVersion = (number: number) =>
  w.sfn.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${arn}:${number}` }))

describe('versions', () => {
  it('keep a revision as it was published', async () => {
    await update(2, true)
    expect(await w.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: `${arn}:1` }))).toMatchObject({
      stateMachineArn: `${arn}:1`,
      definition: definitionOf(1),
    })
    expect(await versionArns()).toEqual([`${arn}:2`, `${arn}:1`])
  })

  it('are not published twice for one revision', async () => {
    expect((await publish()).stateMachineVersionArn).toBe(`${arn}:1`)
    expect((await update(1, true)).stateMachineVersionArn).toBe(`${arn}:1`)
  })

  it('are published again for a revision with another description', async () => {
    const input = { stateMachineArn: arn, definition: definitionOf(1), publish: true }
    const second = await w.sfn.send(new UpdateStateMachineCommand({ ...input, versionDescription: 'second' }))
    const again = await w.sfn.send(new UpdateStateMachineCommand({ ...input, versionDescription: 'second' }))
    expect([second, again].map(({ stateMachineVersionArn }) => stateMachineVersionArn)).toEqual([
      `${arn}:2`,
      `${arn}:2`,
    ])
    expect(await w.sfn.send(new DescribeStateMachineCommand({ stateMachineArn: `${arn}:2` }))).toMatchObject({
      description: 'second',
      definition: definitionOf(1),
    })
    expect((await publish()).stateMachineVersionArn).toBe(`${arn}:2`)
  })

  it('do not reuse a number', async () => {
    await update(2, true)
    await deleteVersion(2)
    expect((await publish()).stateMachineVersionArn).toBe(`${arn}:3`)
  })

  it('are published only if the revision is the requested one', async () => {
    const { revisionId: second } = await update(2)
    const { revisionId: third } = await update(3)
    await expect(publish(second)).rejects.toMatchObject({
      name: 'ConflictException',
      message: `Failed to publish the State Machine version for revision ${second}. The current State Machine revision is ${third}.`,
    })
    expect((await publish(third)).stateMachineVersionArn).toBe(`${arn}:2`)
  })

  it('are run by an execution that is started by a version', async () => {
    await update(2)
    const { executionArn } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn: `${arn}:1` }))
    await w.engine.ended(executionArn ?? '')
    expect(await w.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      output: '1',
      stateMachineArn: arn,
      stateMachineVersionArn: `${arn}:1`,
    })
    const { executions } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn: `${arn}:1` }))
    expect(executions).toMatchObject([{ executionArn, stateMachineVersionArn: `${arn}:1` }])
  })

  it('that do not exist cannot be started, but deleted', async () => {
    await expect(w.sfn.send(new StartExecutionCommand({ stateMachineArn: `${arn}:7` }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    })
    await deleteVersion(7)
  })
})

describe('aliases', () => {
  const route = (...weights: number[]) =>
    weights.map((weight, i) => ({ stateMachineVersionArn: `${arn}:${i + 1}`, weight }))
  const create = (name = 'live', routingConfiguration = route(100), description?: string) =>
    w.sfn.send(new CreateStateMachineAliasCommand({ name, routingConfiguration, description }))
  const alias = { stateMachineAliasArn: `${arn}:live` }

  it('route executions to a version', async () => {
    expect(await create()).toMatchObject(alias)
    await update(2)
    const { executionArn } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn: `${arn}:live` }))
    await w.engine.ended(executionArn ?? '')
    expect(await w.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      output: '1',
      stateMachineAliasArn: `${arn}:live`,
      stateMachineVersionArn: `${arn}:1`,
    })
    const { executions } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn: `${arn}:live` }))
    expect(executions).toHaveLength(1)
  })

  it('route executions to two versions by their weights', async () => {
    await update(2, true)
    await create('live', route(80, 20))
    for (let i = 0; i < 200; i++) await w.sfn.send(new StartExecutionCommand({ stateMachineArn: `${arn}:live` }))
    const { executions = [] } = await w.sfn.send(new ListExecutionsCommand({ stateMachineArn: arn, maxResults: 1000 }))
    const toFirst = executions.filter(({ stateMachineVersionArn }) => stateMachineVersionArn === `${arn}:1`).length
    expect(toFirst).toBeGreaterThan(140)
    expect(toFirst).toBeLessThan(180)
  })

  it('can be created again only with the same configuration', async () => {
    await update(2, true)
    await create('live', route(100), 'first')
    await create('live', route(100), 'first')
    const conflict = {
      name: 'ConflictException',
      message:
        'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
    }
    await expect(create('live', route(100), 'second')).rejects.toMatchObject(conflict)
    await expect(create('live', route(50, 50), 'first')).rejects.toMatchObject(conflict)
  })

  it('can be updated', async () => {
    await update(2, true)
    await create()
    await w.system.sleep(1000)
    await w.sfn.send(new UpdateStateMachineAliasCommand({ ...alias, description: 'new' }))
    await w.sfn.send(new UpdateStateMachineAliasCommand({ ...alias, routingConfiguration: route(50, 50) }))
    expect(await w.sfn.send(new DescribeStateMachineAliasCommand(alias))).toMatchObject({
      ...alias,
      name: 'live',
      description: 'new',
      routingConfiguration: route(50, 50),
      creationDate: new Date('2026-01-01T00:00:00Z'),
      updateDate: new Date('2026-01-01T00:00:01Z'),
    })
    await expect(w.sfn.send(new UpdateStateMachineAliasCommand(alias))).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'MISSING_REQUIRED_PARAMETER',
    })
  })

  it('prevent their versions from being deleted', async () => {
    await create()
    await expect(deleteVersion(1)).rejects.toMatchObject({
      name: 'ConflictException',
      message:
        'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [live]',
    })
    await w.sfn.send(new DeleteStateMachineAliasCommand(alias))
    await deleteVersion(1)
  })

  it('can be deleted twice', async () => {
    await create()
    await w.sfn.send(new DeleteStateMachineAliasCommand(alias))
    await w.sfn.send(new DeleteStateMachineAliasCommand(alias))
    await expect(w.sfn.send(new DescribeStateMachineAliasCommand(alias))).rejects.toMatchObject({
      name: 'ResourceNotFound',
      message: 'Request references a resource that does not exist.',
    })
  })

  it('are listed by name, for a state machine or one of its versions', async () => {
    await update(2, true)
    await create('b', route(50, 50))
    await create('a', route(100))
    const listed = async (stateMachineArn: string, maxResults = 10, nextToken?: string) => {
      const page = await w.sfn.send(new ListStateMachineAliasesCommand({ stateMachineArn, maxResults, nextToken }))
      return { ...page, names: page.stateMachineAliases?.map((one) => one.stateMachineAliasArn?.split(':').at(-1)) }
    }
    expect((await listed(arn)).names).toEqual(['a', 'b'])
    expect((await listed(`${arn}:2`)).names).toEqual(['b'])
    const { names, nextToken } = await listed(arn, 1)
    expect([names, (await listed(arn, 1, nextToken)).names]).toEqual([['a'], ['b']])
    await expect(listed(`${arn}:2`, 1, nextToken)).rejects.toMatchObject({ name: 'InvalidToken' })
  })

  it.each([
    [() => [...route(50), ...route(50)], `distinct state machine version ARNs. Received: [${arn}:1, ${arn}:1]`],
    [
      () => [{ stateMachineVersionArn: arn, weight: 100 }],
      `must contain state machine version ARNs. Received: [${arn}]`,
    ],
    [() => route(70, 29), 'Sum of routing configuration weights must equal 100. Received: [70, 29]'],
  ])('reject invalid routes: %o', async (routes, message) => {
    await update(2, true)
    await expect(create('live', routes())).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(message),
    })
  })

  it('reject routes to versions that do not exist', async () => {
    await expect(create('live', route(50, 50))).rejects.toMatchObject({ name: 'ResourceNotFound' })
  })
})
