import { expect, test } from 'vitest'
import { awsEnvironment } from '../../src/arn.ts'
import { createStepwise } from '../../src/create-stepwise.ts'
import { DefinitionError } from '../../src/errors.ts'
import { desugarTree } from '../../src/sugar/desugar.ts'
import { fakeAws, throwAwsError } from '../support/fake-aws.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const adder = {
  name: 'adder',
  startAt: 'add',
  states: { add: { type: 'task', resource: 'activity/add', end: true } },
} as const
const pass = { name: 'pass', startAt: 'a', states: { a: { type: 'pass', end: true } } } as const
const stateMachineArn = 'arn:aws:states:us-east-1:123456789012:stateMachine:adder'

test('a new state machine is created, with its activities', async () => {
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  expect(await ensureStateMachine(adder)).toMatchObject({ stateMachineArn, action: 'created' })
  expect(await describeStateMachine('adder')).toMatchObject({ name: 'adder', type: 'STANDARD', definition: adder })
})

test('ensuring the same definition again changes nothing', async () => {
  const { ensureStateMachine } = virtualLocal()
  await ensureStateMachine(adder)
  expect(await ensureStateMachine(structuredClone(adder))).toMatchObject({ stateMachineArn, action: 'unchanged' })
})

test('ensuring another definition under the same name updates it', async () => {
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  await ensureStateMachine(adder)
  const changed = { ...adder, comment: 'adds' }
  expect(await ensureStateMachine(changed)).toMatchObject({ stateMachineArn, action: 'updated' })
  expect((await describeStateMachine('adder')).definition).toEqual(changed)
})

test('a name before the definition replaces its own', async () => {
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  await ensureStateMachine('math/sum', adder)
  expect((await describeStateMachine('math/sum')).definition.name).toBe('math/sum')
})

test('ASL is deployed unchanged', async () => {
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  await ensureStateMachine('pass', { StartAt: 'a', States: { a: { Type: 'Pass', End: true } } })
  expect((await describeStateMachine('pass')).definition).toEqual(pass)
})

test('a state machine without a name is rejected', async () => {
  const { ensureStateMachine } = virtualLocal()
  const { name: _, ...nameless } = pass
  await expect(ensureStateMachine(nameless)).rejects.toThrow(/^the state machine has no name: /)
})

test.for([
  ['a b', `the state machine's name "a b": a name cannot contain " "`],
  ['a/b__c', /mixes "\/" and "__"/],
  ['x'.repeat(81), /at most 80 characters, this one has 81/],
] as const)('the name %j is rejected before anything is sent', async ([name, message]) => {
  const aws = fakeAws({})
  await expect(createStepwise({ sfn: aws.sfn }).ensureStateMachine(name, pass)).rejects.toThrow(message)
  expect(aws.operations()).toEqual([])
})

test('an invalid definition is rejected with all of its problems before anything is sent', async () => {
  const aws = fakeAws({})
  const broken = { name: 'b', startAt: 'a', states: { a: { type: 'pass', nxt: 'b', end: true, comment: 1 } } } as never
  const failure = await createStepwise({ sfn: aws.sfn })
    .ensureStateMachine(broken)
    .catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DefinitionError)
  expect((failure as DefinitionError).issues.map(({ path }) => path.join('.')).sort()).toEqual([
    'states.a.comment',
    'states.a.nxt',
  ])
  expect(aws.operations()).toEqual([])
})

test('tags and tracing can be set and changed', async () => {
  const { ensureStateMachine, describeStateMachine } = virtualLocal()
  await ensureStateMachine(pass, { tags: { team: 'a' } })
  expect(await ensureStateMachine(pass, { tags: { team: 'a' } })).toMatchObject({ action: 'unchanged' })
  expect(await ensureStateMachine(pass, { tags: { team: 'b' } })).toMatchObject({ action: 'updated' })
  expect(await ensureStateMachine(pass, { tracing: true })).toMatchObject({ action: 'updated' })
  expect(await ensureStateMachine(pass, { tracing: true })).toMatchObject({ action: 'unchanged' })
  expect((await describeStateMachine('pass')).tracing).toBe(true)
})

test('publish makes a version; without a change it returns the same version again', async () => {
  const { ensureStateMachine } = virtualLocal()
  const first = `${stateMachineArn.replace('adder', 'pass')}:1`
  expect(await ensureStateMachine(pass, { publish: true })).toMatchObject({ action: 'created', versionArn: first })
  expect(await ensureStateMachine(pass, { publish: true })).toMatchObject({ action: 'unchanged', versionArn: first })
  expect(await ensureStateMachine(pass)).not.toHaveProperty('versionArn')
})

test('an alias points to the version that was last deployed with it', async () => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  const answer = (result: number) =>
    ({ name: 'answer', startAt: 'a', states: { a: { type: 'pass', result, end: true } } }) as const
  await ensureStateMachine(answer(1), { alias: 'live' })
  await ensureStateMachine(answer(2))
  expect((await runExecution('answer:live')).output).toBe(1)
  const { versionArn } = await ensureStateMachine(answer(3), { alias: 'live' })
  expect((await runExecution('answer:live')).output).toBe(3)
  expect((await ensureStateMachine(answer(3), { alias: 'live' })).versionArn).toBe(versionArn)
})

test('the type of a state machine cannot change', async () => {
  const { ensureStateMachine } = virtualLocal()
  await ensureStateMachine(pass)
  await expect(ensureStateMachine(pass, { type: 'EXPRESS' })).rejects.toThrow(
    'state machine "pass" is STANDARD, and its type cannot change to EXPRESS: delete it first, or choose another name',
  )
})

const roleArn = 'arn:aws:iam::210987654321:role/r'
const onAws = 'arn:aws:states:eu-west-1:210987654321:stateMachine:pass'
const deployed = {
  stateMachineArn: onAws,
  name: 'pass',
  definition: '{"StartAt":"a","States":{"a":{"Type":"Pass","End":true}}}',
  roleArn,
  type: 'STANDARD',
  creationDate: 0,
}

test('without a change, one DescribeStateMachine call is sent', async () => {
  const aws = fakeAws({ DescribeStateMachine: () => deployed })
  await createStepwise({ sfn: aws.sfn, roleArn }).ensureStateMachine(pass)
  expect(aws.calls).toEqual([{ operation: 'DescribeStateMachine', input: { stateMachineArn: onAws } }])
})

test('without a role, the account is taken from a listed state machine, once', async () => {
  const aws = fakeAws({
    ListStateMachines: () => ({ stateMachines: [{ ...deployed, stateMachineArn: onAws.replace('pass', 'other') }] }),
    DescribeStateMachine: () => deployed,
  })
  const { ensureStateMachine } = createStepwise({ sfn: aws.sfn })
  await ensureStateMachine(pass)
  await ensureStateMachine(pass)
  expect(aws.operations()).toEqual(['ListStateMachines', 'DescribeStateMachine', 'DescribeStateMachine'])
})

test('a new state machine on AWS needs a role', async () => {
  const aws = fakeAws({
    ListStateMachines: () => ({ stateMachines: [] }),
    ListActivities: () => ({ activities: [] }),
    DescribeStateMachine: () => throwAwsError('StateMachineDoesNotExist'),
  })
  await expect(createStepwise({ sfn: aws.sfn }).ensureStateMachine(pass)).rejects.toThrow(
    /^state machine "pass" has no role, and AWS requires one: pass roleArn to ensureStateMachine or createStepwise, /,
  )
})

test('the role of a new state machine is checked before its activities are created', async () => {
  const aws = fakeAws({ ListStateMachines: () => ({ stateMachines: [] }), ListActivities: () => ({ activities: [] }) })
  await expect(createStepwise({ sfn: aws.sfn }).ensureStateMachine(adder)).rejects.toThrow(
    /^state machine "adder" has no role/,
  )
  expect(aws.operations()).toEqual(['ListStateMachines', 'ListActivities'])
})

test('a definition is validated once, and only translated again when the account is known', async () => {
  let reads = 0
  const counted = {
    ...pass,
    get states() {
      reads++
      return pass.states
    },
  }
  const readsOf = async (work: () => unknown): Promise<number> => {
    reads = 0
    await work()
    return reads
  }
  const aws = fakeAws({
    ListStateMachines: () => ({ stateMachines: [deployed] }),
    DescribeStateMachine: () => deployed,
  })
  const { ensureStateMachine } = createStepwise({ sfn: aws.sfn })
  const whenUnknown = await readsOf(() => ensureStateMachine(counted))
  const whenKnown = await readsOf(() => ensureStateMachine(counted))
  const translation = await readsOf(() => desugarTree(counted, awsEnvironment('eu-west-1', '210987654321')))
  expect(whenUnknown).toBe(whenKnown + translation)
})

test('a state machine that is being deleted is created again when it is gone', async () => {
  const states = [() => ({ ...deployed, status: 'DELETING' }), () => throwAwsError('StateMachineDoesNotExist')]
  const refusals = [() => throwAwsError('StateMachineDeleting'), () => ({ stateMachineArn: onAws, creationDate: 0 })]
  const aws = fakeAws({
    DescribeStateMachine: () => (states.length > 1 ? states.shift() : states[0])?.() ?? {},
    CreateStateMachine: () => refusals.shift()?.() ?? {},
  })
  expect(await createStepwise({ sfn: aws.sfn, roleArn }).ensureStateMachine(pass)).toMatchObject({ action: 'created' })
})

test('a create that AWS rejects because the role is not visible yet is repeated', async () => {
  const answers = [
    () =>
      throwAwsError(
        'AccessDeniedException',
        'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
      ),
    () => ({ stateMachineArn: onAws, creationDate: 0 }),
  ]
  const aws = fakeAws({
    DescribeStateMachine: () => throwAwsError('StateMachineDoesNotExist'),
    CreateStateMachine: () => answers.shift()?.() ?? {},
  })
  expect(await createStepwise({ sfn: aws.sfn, roleArn }).ensureStateMachine(pass)).toMatchObject({ action: 'created' })
})

test("AWS's other exceptions are thrown unchanged", async () => {
  const aws = fakeAws({
    DescribeStateMachine: () => throwAwsError('AccessDeniedException', 'no states:DescribeStateMachine'),
  })
  await expect(createStepwise({ sfn: aws.sfn, roleArn }).ensureStateMachine(pass)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: 'no states:DescribeStateMachine',
  })
})
