import { expect, test } from 'vitest'
import { createStepwise } from '../../src/create-stepwise.ts'
import { collect } from '../support/collect.ts'
import { fakeAws, throwAwsError } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const pass = { name: 'math/pass', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const

test('listStateMachines returns names as they were given', async () => {
  const { ensureStateMachine, listStateMachines } = virtualLocal()
  await ensureStateMachine(pass)
  expect(await collect(listStateMachines())).toMatchObject([
    {
      name: 'math/pass',
      type: 'STANDARD',
      stateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:math__pass',
    },
  ])
})

test('a list requests a page only when it is read', async () => {
  const machine = (name: string) => ({ name, stateMachineArn: `arn:${name}`, type: 'STANDARD', creationDate: 0 })
  const aws = fakeAws({
    ListStateMachines: ({ nextToken }) =>
      nextToken ? { stateMachines: [machine('b')] } : { stateMachines: [machine('a')], nextToken: 'more' },
  })
  const { listStateMachines } = createStepwise({ sfn: aws.sfn })
  expect((await collect(listStateMachines())).map(({ name }) => name)).toEqual(['a', 'b'])
  for await (const { name } of listStateMachines()) if (name === 'a') break
  expect(aws.calls).toHaveLength(3)
})

test("AWS's exception for a page is thrown where the list is read", async () => {
  const aws = fakeAws({ ListStateMachines: () => throwAwsError('AccessDeniedException') })
  await expect(collect(createStepwise({ sfn: aws.sfn }).listStateMachines())).rejects.toMatchObject({
    name: 'AccessDeniedException',
  })
})

test('deleteStateMachine deletes a state machine, and ignores one that does not exist', async () => {
  const { ensureStateMachine, deleteStateMachine, listStateMachines } = virtualLocal()
  await ensureStateMachine(pass)
  await deleteStateMachine('math/pass')
  await deleteStateMachine('math/pass')
  expect(await collect(listStateMachines())).toEqual([])
})

test('with wait, deleteStateMachine resolves when the state machine is gone', async () => {
  const arn = 'arn:aws:states:eu-west-1:210987654321:stateMachine:pass'
  const deleting = { stateMachineArn: arn, status: 'DELETING', definition: '{}', type: 'STANDARD', creationDate: 0 }
  const states = [() => deleting, () => throwAwsError('StateMachineDoesNotExist')]
  const aws = fakeAws({ DeleteStateMachine: () => ({}), DescribeStateMachine: () => states.shift()?.() ?? {} })
  await createStepwise({ sfn: aws.sfn }).deleteStateMachine(arn, { wait: true })
  expect(aws.operations()).toEqual(['DeleteStateMachine', 'DescribeStateMachine', 'DescribeStateMachine'])
})

test('a state machine that was deployed with another tool is described as a literal', async () => {
  const { sfn, describeStateMachine } = virtualLocal()
  const { CreateStateMachineCommand } = await import('@aws-sdk/client-sfn')
  const definition = JSON.stringify({
    StartAt: 'a',
    States: {
      a: { Type: 'Task', Resource: 'arn:aws:states:us-east-1:123456789012:activity:math__add', Next: 'b' },
      b: { Type: 'Choice', Choices: [{ Variable: '$.x', NumericGreaterThan: 1, Next: 'c' }] },
      c: { Type: 'Succeed' },
    },
  })
  const roleArn = 'arn:aws:iam::123456789012:role/r'
  await sfn.send(new CreateStateMachineCommand({ name: 'theirs', definition, roleArn }))
  expect((await describeStateMachine('theirs')).definition).toEqual({
    name: 'theirs',
    startAt: 'a',
    states: {
      a: { type: 'task', resource: 'math/add', next: 'b' },
      b: { type: 'choice', choices: [{ condition: ['>', '$.x', 1], next: 'c' }] },
      c: { type: 'succeed' },
    },
  })
})

test('the options of a state machine are described as they were given', async () => {
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  const logGroupArn = 'arn:aws:logs:us-east-1:123456789012:log-group:runs'
  const settings = {
    logging: { level: 'ERROR', includeExecutionData: true, logGroupArn },
    tracing: true,
    encryption: { kmsKeyId: 'alias/runs', reuseSeconds: 600 },
  } as const
  await ensureStateMachine(pass, settings)
  const described = await describeStateMachine('math/pass')
  expect(described).toMatchObject(settings)
  expect(await ensureStateMachine(described.definition, settings)).toMatchObject({ action: 'unchanged' })
})
