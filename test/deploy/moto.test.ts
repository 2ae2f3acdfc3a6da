import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs'
import { IAMClient, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam'
import { GetFunctionCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createDeployer } from '../../src/deploy.ts'
import { createLocal } from '../../src/local.ts'
import { type Moto, motoProblem, startMoto } from '../support/moto.ts'

const problem = motoProblem()

let moto: Moto | undefined
beforeAll(async () => {
  moto = problem === undefined ? await startMoto() : undefined
}, 30_000)
afterAll(() => moto?.stop())

/** A deployer on an embedded engine, with the other services of moto, which are empty. */
const createMotoDeployer = async (skip: (note: string) => void) => {
  if (problem !== undefined) skip(problem)
  await moto?.reset()
  const options = {
    region: 'us-east-1',
    endpoint: moto?.url ?? '',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  }
  const clients = {
    iam: new IAMClient(options),
    logs: new CloudWatchLogsClient(options),
    cloudWatch: new CloudWatchClient(options),
    lambda: new LambdaClient(options),
  }
  const local = createLocal({ accountId: '123456789012' })
  onTestFinished(local.close)
  return { ...clients, ...createDeployer(local, clients) }
}

const orders = (...resources: string[]) =>
  ({
    name: 'orders',
    startAt: 'all',
    states: {
      all: { type: 'parallel', branches: resources.map((resource) => ({ type: 'task', resource })), end: true },
    },
  }) as never

const actions = ({ plan }: { plan: { steps: readonly { resource: string; action: string }[] } }) =>
  Object.fromEntries(plan.steps.map(({ resource, action }) => [resource, action]))

test('a deployment is created, unchanged, updated and destroyed', { timeout: 30_000 }, async ({ skip }) => {
  const { deploy, destroy, iam, lambda } = await createMotoDeployer(skip)
  const folder = mkdtempSync(join(tmpdir(), 'functions-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const entry = join(folder, 'price.ts')
  const write = (n: number) => writeFileSync(entry, `export const handler = () => ${n}`)
  const run = (resource: string) =>
    deploy(orders('lambda/price', resource), {
      role: 'infer',
      logging: { level: 'ALL' },
      alarms: { failed: {}, timedOut: {} },
      lambdas: { 'lambda/price': { entry } },
    })
  write(1)
  expect(actions(await run('lambda/a'))).toEqual({
    'Lambda function': 'create',
    'log group': 'create',
    role: 'create',
    'state machine': 'create',
    alarm: 'create',
  })
  expect((await run('lambda/a')).plan.hasChanges).toBe(false)
  write(2)
  const { plan } = await run('lambda/b')
  expect(
    plan.steps.filter(({ action }) => action !== 'unchanged').map(({ resource, changes }) => [resource, changes]),
  ).toEqual([
    ['Lambda function', ['code', 'tags']],
    ['role', ['permissions']],
    ['state machine', ['definition']],
    ['role', ['permissions that are no longer needed']],
  ])
  const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: 'price' }))
  expect(Tags?.['stepwise:code']).toBe(Configuration?.CodeSha256)
  expect((await run('lambda/b')).plan.hasChanges).toBe(false)
  expect((await destroy('orders')).removed.map(({ resource }) => resource)).toEqual([
    'alarm',
    'alarm',
    'state machine',
    'Lambda function',
    'role',
    'role',
    'log group',
  ])
  const { Functions } = await lambda.send(new ListFunctionsCommand({}))
  const { Roles } = await iam.send(new ListRolesCommand({}))
  expect([Functions, Roles]).toEqual([[], []])
})

test('a policy that is divided shrinks to one, and its parts are removed', { timeout: 30_000 }, async ({ skip }) => {
  const { deploy, destroy, iam } = await createMotoDeployer(skip)
  const policies = async () =>
    (await iam.send(new ListPoliciesCommand({ Scope: 'Local' }))).Policies?.map(
      ({ AttachmentCount }) => AttachmentCount,
    )
  const many = Array.from({ length: 150 }, (_, i) => `lambda/a-function-with-quite-a-long-name-${i}`)
  await deploy(orders(...many), { role: 'infer' })
  expect(await policies()).toEqual([1, 1, 1])
  expect((await deploy(orders(...many), { role: 'infer' })).plan.hasChanges).toBe(false)
  await deploy(orders('lambda/price'), { role: 'infer' })
  expect(await policies()).toEqual([])
  await deploy(orders(...many), { role: 'infer' })
  await destroy('orders')
  expect(await policies()).toEqual([])
})

test('resources of the same names that deploy did not create stay', { timeout: 30_000 }, async ({ skip }) => {
  const theirs = await createMotoDeployer(skip)
  const { CreateRoleCommand } = await import('@aws-sdk/client-iam')
  const RoleName = 'stepwise-orders-us-east-1'
  await theirs.iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: '{}' }))
  await expect(theirs.deploy(orders('lambda/a'), { role: 'infer' })).rejects.toThrow('was not created by a deployment')
  await theirs.deploy(orders('lambda/a'))
  await theirs.destroy('orders')
  expect((await theirs.iam.send(new ListRolesCommand({}))).Roles?.map((role) => role.RoleName)).toEqual([RoleName])
})
