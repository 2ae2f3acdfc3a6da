import { expect, test } from 'vitest'
import { CanaryFailed, createDeployer, formatPlan } from '../../src/deploy.ts'
import { virtualLocal } from '../support/virtual-local.ts'

/** A state machine that greets someone. */
const greeter = (who: string) =>
  ({
    name: 'greeter',
    startAt: 'greet',
    states: { greet: { type: 'pass', result: { message: `Hello ${who}` }, end: true } },
  }) as const

const createLocalDeployer = () => {
  const local = virtualLocal()
  return { ...local, ...createDeployer(local) }
}

const actions = ({ plan }: { plan: { steps: readonly { resource: string; action: string }[] } }) =>
  plan.steps.map(({ resource, action }) => `${action} ${resource}`)

test('Alice, Bob, back to Alice, and gone', async () => {
  const { deploy, rollback, destroy, runExecution, exists, versions } = createLocalDeployer()
  const message = async () => (await runExecution('greeter')).output
  expect(actions(await deploy(greeter('Alice'), { version: '1.0.0' }))).toEqual([
    'create state machine',
    'create version',
  ])
  expect(await message()).toEqual({ message: 'Hello Alice' })
  const { stateMachines } = await deploy(greeter('Bob'), { version: '1.1.0' })
  expect(stateMachines).toMatchObject([{ action: 'update', versionArn: expect.stringMatching(/:greeter:2$/) }])
  expect(await message()).toEqual({ message: 'Hello Bob' })
  expect(await rollback('greeter')).toMatchObject({ version: 1, label: '1.0.0', action: 'updated', aliases: [] })
  expect(await message()).toEqual({ message: 'Hello Alice' })
  expect((await versions('greeter')).map(({ label, isPresent }) => [label, isPresent])).toEqual([
    ['1.1.0', false],
    ['1.0.0', true],
  ])
  expect((await destroy('greeter')).removed).toEqual([{ resource: 'state machine', name: 'greeter' }])
  expect(await exists('greeter')).toBe(false)
})

test('a deployment that changes nothing sends nothing', async () => {
  const { deploy, sfn } = createLocalDeployer()
  const options = { version: '1.0.0', alias: 'live' } as const
  await deploy(greeter('Alice'), options)
  const sent: string[] = []
  sfn.middlewareStack.add((next, { commandName = '' }) => (args) => {
    sent.push(commandName)
    return next(args)
  })
  const { plan, isDone } = await deploy(greeter('Alice'), options)
  expect({ hasChanges: plan.hasChanges, isDone }).toEqual({ hasChanges: false, isDone: true })
  expect(sent.filter((name) => !/^(Describe|List)/.test(name))).toEqual([])
})

test('a dry run and a no change nothing', async () => {
  const { deploy, exists } = createLocalDeployer()
  expect(await deploy(greeter('Alice'), { dryRun: true })).toMatchObject({ isDone: false, plan: { hasChanges: true } })
  expect(await deploy(greeter('Alice'), { confirm: () => false })).toMatchObject({ isDone: false })
  expect(await exists('greeter')).toBe(false)
})

test('the plan shows the changes of a definition by meaning', async () => {
  const { deploy } = createLocalDeployer()
  await deploy(greeter('Alice'))
  const { plan } = await deploy({ ...greeter('Bob') }, { dryRun: true, tags: { team: 'shop' } })
  expect(formatPlan(plan)).toBe(
    [
      '~ state machine greeter: definition, tags',
      '    ~ states.greet',
      '        result.message: "Hello Alice" -> "Hello Bob"',
      '    running executions continue on the deployed definition',
    ].join('\n'),
  )
})

test('nested state machines are deployed before those that start them, also if they start each other', async () => {
  const { deploy } = createLocalDeployer()
  const calling = (name: string, other: string) =>
    ({ name, startAt: 'a', states: { a: { type: 'task', resource: `machine/${other}`, end: true } } }) as const
  const one = await deploy([calling('top', 'middle'), calling('middle', 'greeter'), greeter('Alice')])
  expect(one.stateMachines.map(({ name }) => name)).toEqual(['greeter', 'middle', 'top'])
  const two = await deploy([calling('ping', 'pong'), calling('pong', 'ping')])
  expect(two.stateMachines.map(({ name }) => name)).toEqual(['pong', 'ping'])
})

test('a state machine that deploy did not create is neither changed nor destroyed, until it is adopted', async () => {
  const { deploy, destroy, ensureStateMachine, exists } = createLocalDeployer()
  await ensureStateMachine(greeter('Alice'))
  await expect(deploy(greeter('Bob'))).rejects.toThrow('was not created by deploy: pass adopt: true (--adopt)')
  expect(await destroy('greeter')).toEqual({ isDone: true, removed: [], kept: ['greeter'] })
  expect(await exists('greeter')).toBe(true)
  expect(actions(await deploy(greeter('Bob'), { adopt: true }))).toEqual(['update state machine'])
  expect((await destroy('greeter')).removed).toHaveLength(1)
})

test('destroy removes the activities that deploy created and that nothing else uses', async () => {
  const { deploy, destroy, ensureStateMachine, listActivities } = createLocalDeployer()
  const task = (name: string, activity: string) =>
    ({ name, startAt: 'a', states: { a: { type: 'task', resource: `activity/${activity}`, end: true } } }) as const
  await ensureStateMachine(task('other', 'theirs'))
  await deploy([task('one', 'shared'), task('two', 'shared'), task('three', 'own'), task('four', 'theirs')])
  const names = async () => {
    const found: string[] = []
    for await (const { name } of listActivities()) found.push(name)
    return found.sort()
  }
  await destroy(['one', 'three', 'four'])
  expect(await names()).toEqual(['activity/shared', 'activity/theirs'])
  await destroy('two')
  expect(await names()).toEqual(['activity/theirs'])
})

test('a version does not get another definition', async () => {
  const { deploy } = createLocalDeployer()
  await deploy(greeter('Alice'), { version: '1.0.0' })
  await expect(deploy(greeter('Bob'), { version: '1.0.0' })).rejects.toThrow(
    'version 1.0.0 of "greeter" is deployed with another definition: choose another version',
  )
})

test('a rollback moves the aliases of the present version', async () => {
  const { deploy, rollback, describeAlias } = createLocalDeployer()
  for (const [who, version] of [
    ['Alice', '1.0.0'],
    ['Bob', '1.1.0'],
    ['Carol', '1.2.0'],
  ] as const)
    await deploy(greeter(who), { version, alias: 'live' })
  expect(await rollback('greeter', { to: '1.0.0' })).toMatchObject({ version: 1, aliases: ['live'] })
  expect((await describeAlias('greeter', 'live')).weights).toEqual({ 1: 100 })
  expect(await rollback('greeter', { to: 3, alias: 'live' })).toMatchObject({ version: 3, action: 'unchanged' })
  expect((await describeAlias('greeter', 'live')).weights).toEqual({ 3: 100 })
  expect(await rollback('greeter', { alias: 'live' })).toMatchObject({ version: 2, aliases: ['live'] })
})

test('a version that does not exist is named, with those that do', async () => {
  const { deploy, rollback } = createLocalDeployer()
  await deploy(greeter('Alice'), { version: '1.0.0' })
  await expect(rollback('greeter')).rejects.toThrow(
    '"greeter" has no version before the present one; its versions are 1 (1.0.0)',
  )
  await expect(rollback('greeter', { to: '2' })).rejects.toThrow('"greeter" has no version "2"')
})

test('running executions keep their version', async () => {
  const { deploy, startExecution, waitForExecution, system } = createLocalDeployer()
  const waiting = (who: string) =>
    ({
      name: 'waiting',
      startAt: 'wait',
      states: { wait: { type: 'wait', seconds: 60, next: 'greet' }, ...greeter(who).states },
    }) as const
  await deploy(waiting('Alice'), { version: '1.0.0' })
  const { executionArn } = await startExecution('waiting')
  await deploy(waiting('Bob'), { version: '1.1.0' })
  expect((await waitForExecution(executionArn)).output).toEqual({ message: 'Hello Alice' })
  expect(system.elapsed).toBeGreaterThanOrEqual(60_000)
})

test('prune keeps the newest versions and those that aliases use', async () => {
  const { deploy, prune, versions, setAlias } = createLocalDeployer()
  for (const version of ['1', '2', '3', '4', '5']) await deploy(greeter(version), { version: `v${version}` })
  await setAlias('greeter', 'live', 2)
  expect(await prune('greeter', { keep: 2 })).toEqual([3, 1])
  expect((await versions('greeter')).map(({ version, aliases }) => [version, aliases])).toEqual([
    [5, {}],
    [4, {}],
    [2, { live: 100 }],
  ])
})

test('a canary gets all executions if none of its own fails', async () => {
  const { deploy, describeAlias, system } = createLocalDeployer()
  await deploy(greeter('Alice'), { version: '1.0.0', alias: 'live' })
  const before = system.elapsed
  const deploying = deploy(greeter('Bob'), { version: '1.1.0', alias: 'live', canary: { percent: 10, seconds: 60 } })
  await deploying
  expect(system.elapsed - before).toBeGreaterThanOrEqual(60_000)
  expect((await describeAlias('greeter', 'live')).weights).toEqual({ 2: 100 })
})

test('a canary whose executions fail ends, and the alias points to the previous version', async () => {
  const { deploy, describeAlias, startExecution } = createLocalDeployer()
  const failing = { name: 'greeter', startAt: 'a', states: { a: { type: 'fail', error: 'Broken' } } } as const
  await deploy(greeter('Alice'), { version: '1.0.0', alias: 'live' })
  const deploying = deploy(failing, {
    version: '1.1.0',
    alias: 'live',
    canary: { percent: 50, seconds: 300, maxFailureRate: 0.1 },
    onStep: ({ resource }) => {
      if (resource === 'alias') for (let i = 0; i < 4; i++) void startExecution('greeter:2')
    },
  })
  await expect(deploying).rejects.toThrow(CanaryFailed)
  expect((await describeAlias('greeter', 'live')).weights).toEqual({ 1: 100 })
})

test('a wrong option is named', async () => {
  const { deploy } = createLocalDeployer()
  await expect(deploy(greeter('Alice'), { versoin: '1' } as never)).rejects.toThrow('unknown option "versoin"')
  await expect(deploy(greeter('Alice'), { canary: { percent: 10 } })).rejects.toThrow('needs options.alias')
  await expect(deploy(greeter('Alice'), { version: 'not a label' })).rejects.toThrow('options.version must be')
  await expect(deploy([greeter('A'), greeter('B')])).rejects.toThrow('two definitions have the name "greeter"')
})
