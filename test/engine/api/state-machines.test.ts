import {
  CreateStateMachineCommand,
  type CreateStateMachineCommandInput,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListStateMachinesCommand,
  paginateListStateMachines,
  StartExecutionCommand,
  UpdateStateMachineCommand,
  type UpdateStateMachineCommandInput,
} from '@aws-sdk/client-sfn'
import { beforeEach, describe, expect, it } from 'vitest'
import { machineOf, pass, roleArn, type TestEngine, virtualEngine, wait } from '../../support/virtual-engine.ts'

let w: TestEngine
beforeEach(() => {
  w = virtualEngine()
})

const create = (more: Partial<CreateStateMachineCommandInput> = {}) =>
  w.sfn.send(new CreateStateMachineCommand({ name: 'orders', definition: pass, roleArn, ...more }))
const update = (more: Partial<UpdateStateMachineCommandInput> = {}) =>
  w.sfn.send(new UpdateStateMachineCommand({ stateMachineArn: arn, ...more }))
const describeIt = (stateMachineArn = arn) => w.sfn.send(new DescribeStateMachineCommand({ stateMachineArn }))

const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
const otherRole = 'arn:aws:iam::123456789012:role/other'
const otherDefinition = machineOf({ Type: 'Pass', Comment: 'changed', End: true })

describe('CreateStateMachine', () => {
  it('creates a state machine that is described as it was created', async () => {
    expect(await create()).toMatchObject({ stateMachineArn: arn, creationDate: new Date('2026-01-01T00:00:00Z') })
    const { $metadata, ...described } = await describeIt()
    expect(described).toEqual({
      stateMachineArn: arn,
      name: 'orders',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: pass,
      roleArn,
      creationDate: new Date('2026-01-01T00:00:00Z'),
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
      encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
    })
  })

  it('changes nothing if the state machine exists, even with another role or other tags', async () => {
    const first = await create({ tags: [{ key: 'team', value: 'a' }] })
    await w.system.sleep(1000)
    const second = await create({ roleArn: otherRole, tags: [] })
    expect(second.creationDate).toEqual(first.creationDate)
    expect(await describeIt()).toMatchObject({ roleArn })
  })

  it.each<[string, Partial<CreateStateMachineCommandInput>]>([
    ['definition', { definition: otherDefinition }],
    ['type', { type: 'EXPRESS' }],
    ['tracing', { tracingConfiguration: { enabled: true } }],
    ['publication', { publish: true }],
  ])('rejects another state machine of the same name: other %s', async (_, different) => {
    await create()
    await expect(create(different)).rejects.toMatchObject({
      name: 'StateMachineAlreadyExists',
      message: `State Machine Already Exists: '${arn}'`,
    })
  })

  it.each(['a b', 'a/b', 'a:b', 'a*', 'a{}', 'a\u0085', 'a😀'])('rejects the name %j', async (name) => {
    await expect(create({ name })).rejects.toMatchObject({ name: 'InvalidName', message: `Invalid Name: '${name}'` })
  })

  it('rejects an ARN that is not the ARN of a role', async () => {
    await expect(create({ roleArn: 'me' })).rejects.toMatchObject({
      name: 'InvalidArn',
      message: "Invalid Role Arn: 'me'",
    })
  })

  it('rejects a description of a version that is not published', async () => {
    await expect(create({ versionDescription: 'first' })).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Version description can only be set when publish is true',
    })
  })

  it.each([{ level: 'ALL' as const }, { level: 'ERROR' as const, destinations: [] }])(
    'refuses to log to nowhere: %o',
    async (loggingConfiguration) => {
      await expect(create({ loggingConfiguration })).rejects.toMatchObject({
        name: 'InvalidLoggingConfiguration',
        message: 'Invalid Logging Configuration: Must specify exactly one Log Destination.',
      })
    },
  )
})

describe('UpdateStateMachine', () => {
  beforeEach(() => create())

  it('gives a changed state machine a new revision', async () => {
    const { revisionId } = await update({ definition: otherDefinition })
    expect(revisionId).toMatch(/^[\da-f-]{36}$/)
    expect(await describeIt()).toMatchObject({ definition: otherDefinition, roleArn, revisionId })
    expect((await update({ roleArn: otherRole })).revisionId).not.toBe(revisionId)
    expect(await describeIt()).toMatchObject({ definition: otherDefinition, roleArn: otherRole })
  })

  it('keeps the revision if nothing changes', async () => {
    expect((await update({ definition: pass })).revisionId).toBeUndefined()
    const { revisionId } = await update({ roleArn: otherRole })
    expect((await update({ roleArn: otherRole, definition: pass })).revisionId).toBe(revisionId)
  })

  it('does not change running executions', async () => {
    await update({ definition: wait })
    const { executionArn } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn: arn }))
    await update({ definition: pass })
    const running = await w.sfn.send(new DescribeStateMachineForExecutionCommand({ executionArn }))
    expect(running).toMatchObject({ definition: wait, stateMachineArn: arn, name: 'orders', roleArn })
    await w.engine.close()
  })

  it('rejects an input without settings', async () => {
    await expect(update()).rejects.toMatchObject({
      name: 'MissingRequiredParameter',
      message:
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
    })
  })

  it.each([`${arn}s`, `${arn}:1`])('rejects an ARN without a state machine: %s', async (stateMachineArn) => {
    await expect(update({ stateMachineArn, roleArn })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    })
  })
})

describe('DescribeStateMachine', () => {
  it.each([
    ['orders', "Invalid Arn: 'Invalid ARN prefix: orders'"],
    [
      'arn:aws:states:us-east-1:123456789012:activity:orders',
      "Invalid Arn: 'Resource type not valid in this context: activity'",
    ],
    ['arn:aws:s3:::bucket', "Invalid Arn: 'Invalid ARN service: s3'"],
  ])('rejects the ARN %s', async (wrong, message) => {
    await expect(describeIt(wrong)).rejects.toMatchObject({ name: 'InvalidArn', message })
  })

  it('lists the variables that each state reads', async () => {
    const states = {
      Set: { Type: 'Pass', Assign: { x: 1, list: [] }, Next: 'Each' },
      Each: {
        Type: 'Map',
        ItemsPath: '$list',
        ItemProcessor: {
          StartAt: 'Inner',
          States: { Inner: { Type: 'Pass', Parameters: { 'sum.$': 'States.MathAdd($x, 1)' }, End: true } },
        },
        Next: 'Jsonata',
      },
      Jsonata: {
        Type: 'Pass',
        QueryLanguage: 'JSONata',
        Output: '{% $x + $count($list) + $states.input %}',
        End: true,
      },
    }
    await create({ definition: JSON.stringify({ StartAt: 'Set', States: states }) })
    expect((await describeIt()).variableReferences).toEqual({ Each: ['list'], Inner: ['x'], Jsonata: ['x', 'list'] })
  })

  it('leaves the definition out with METADATA_ONLY', async () => {
    await create()
    const described = await w.sfn.send(
      new DescribeStateMachineCommand({ stateMachineArn: arn, includedData: 'METADATA_ONLY' }),
    )
    expect(described).toMatchObject({ definition: '{}', name: 'orders' })
  })
})

describe('DeleteStateMachine', () => {
  const waitTwice = JSON.stringify({
    StartAt: 'First',
    States: {
      First: { Type: 'Wait', Seconds: 3600, Next: 'Second' },
      Second: { Type: 'Wait', Seconds: 3600, End: true },
    },
  })
  const startAndDelete = async (definition: string, type?: 'EXPRESS') => {
    await create({ definition, type })
    const { executionArn = '' } = await w.sfn.send(new StartExecutionCommand({ stateMachineArn: arn }))
    await w.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }))
    return executionArn
  }

  it('deletes a state machine', async () => {
    await create()
    await w.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }))
    await expect(describeIt()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
  })

  it('stops running executions at their next transition', async () => {
    const executionArn = await startAndDelete(waitTwice)
    await w.engine.ended(executionArn)
    expect(w.system.elapsed).toBe(3_600_000)
    expect(await w.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'ABORTED' })
    await expect(describeIt()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
  })

  it('lets an execution in its last state succeed', async () => {
    const executionArn = await startAndDelete(wait)
    await w.engine.ended(executionArn)
    expect(await w.sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('keeps the state machine as DELETING until its executions have ended', async () => {
    await startAndDelete(waitTwice)
    const deleting = { name: 'StateMachineDeleting', message: `State Machine is being deleted: '${arn}'` }
    expect(await describeIt()).toMatchObject({ status: 'DELETING' })
    expect((await w.sfn.send(new ListStateMachinesCommand({}))).stateMachines).toHaveLength(1)
    await expect(w.sfn.send(new StartExecutionCommand({ stateMachineArn: arn }))).rejects.toMatchObject(deleting)
    await expect(create()).rejects.toMatchObject(deleting)
    await expect(update({ definition: pass })).rejects.toMatchObject(deleting)
    await w.engine.close()
  })

  it('does not wait for EXPRESS executions', async () => {
    await startAndDelete(wait, 'EXPRESS')
    await expect(describeIt()).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' })
    await w.engine.close()
  })

  it('succeeds if there is no state machine', async () => {
    const { $metadata } = await w.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn }))
    expect($metadata.httpStatusCode).toBe(200)
  })
})

describe('ListStateMachines', () => {
  it('lists by name, page by page', async () => {
    for (const name of ['b', 'a_10', 'a_1', 'c', 'B']) await create({ name })
    const pages: (string | undefined)[][] = []
    for await (const { stateMachines = [] } of paginateListStateMachines({ client: w.sfn, pageSize: 2 }, {}))
      pages.push(stateMachines.map(({ name }) => name))
    expect(pages).toEqual([['B', 'a_1'], ['a_10', 'b'], ['c']])
  })

  it('continues behind the last page, regardless of deletions and creations in between', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await create({ name })
    const { nextToken } = await w.sfn.send(new ListStateMachinesCommand({ maxResults: 2 }))
    await w.sfn.send(new DeleteStateMachineCommand({ stateMachineArn: arn.replace('orders', 'b') }))
    await create({ name: 'aa' })
    const { stateMachines } = await w.sfn.send(new ListStateMachinesCommand({ maxResults: 100, nextToken }))
    expect(stateMachines?.map(({ name }) => name)).toEqual(['c', 'd'])
  })

  it.each(['nonsense', 'eyJhIjoxfQ'])('rejects a token that it did not return: %s', async (nextToken) => {
    await expect(w.sfn.send(new ListStateMachinesCommand({ nextToken }))).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    })
  })
})
