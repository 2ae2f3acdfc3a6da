import { expect, onTestFinished, test } from 'vitest'
import { sessionOf } from '../../src/client/session-of.ts'
import { type AwsServices, awsClients, serviceCall } from '../../src/deploy/aws-services.ts'
import { bindDeployer } from '../../src/deploy/deployer.ts'
import { bundleFunction } from '../../src/deploy/lambda/bundle-function.ts'
import { leastPolicy } from '../../src/deploy/role/least-policy.ts'
import { loadFromProject } from '../../src/engine/tasks/sdk/load-client-package.ts'
import type { SdkClient } from '../../src/engine/tasks/sdk/service-clients.ts'
import { createLocal } from '../../src/local.ts'
import { motoProblem, startMoto } from '../support/moto.ts'

/** The services of moto, through the SDK's real clients; `undefined` if one of them is not installed. */
const clientsOf = (endpoint: string): AwsServices | undefined => {
  const call = (name: keyof typeof awsClients) => {
    const { packageName, clientName } = awsClients[name]
    const Client = loadFromProject(packageName)?.[clientName]
    if (typeof Client !== 'function') return undefined
    const credentials = { accessKeyId: 'any', secretAccessKey: 'any' }
    const client: SdkClient = Reflect.construct(Client, [{ region: 'us-east-1', endpoint, credentials }])
    return serviceCall(awsClients[name], client, async () => 'us-east-1')
  }
  const services = { iam: call('iam'), logs: call('logs'), cloudWatch: call('cloudWatch'), lambda: call('lambda') }
  return Object.values(services).includes(undefined) ? undefined : (services as unknown as AwsServices)
}

test('a deployment is created, unchanged, updated and destroyed on moto', { timeout: 30_000 }, async ({ skip }) => {
  if (!clientsOf('http://127.0.0.1:1')) skip('the SDK clients of IAM, CloudWatch and CloudWatch Logs are not installed')
  const problem = motoProblem()
  if (problem !== undefined) skip(problem)
  const services = clientsOf(await startMoto())
  const { close, ensureStateMachine } = createLocal({ accountId: '123456789012' })
  onTestFinished(close)
  const session = sessionOf(ensureStateMachine)
  if (!session || !services) throw new Error('the engine has no session')
  const { deploy, destroy } = bindDeployer({
    session,
    services,
    hasServices: async () => true,
    inferPolicy: leastPolicy,
    readGit: async () => ({ commit: '', isDirty: false }),
    bundleFunction,
  })
  const orders = (resource: string) =>
    ({ name: 'orders', startAt: 'a', states: { a: { type: 'task', resource, end: true } } }) as never
  const options = { role: 'infer', logging: { level: 'ALL' }, alarms: {} } as const
  const actions = async (resource: string) => {
    const { plan } = await deploy(orders(resource), options)
    return plan.steps.map((step) => step.action)
  }
  expect(new Set(await actions('lambda/a'))).toEqual(new Set(['create']))
  expect(new Set(await actions('lambda/a'))).toEqual(new Set(['unchanged']))
  expect(new Set(await actions('lambda/b'))).toEqual(new Set(['unchanged', 'update']))
  expect((await destroy('orders')).removed.map(({ resource }) => resource)).toEqual([
    'alarm',
    'alarm',
    'state machine',
    'role',
    'log group',
  ])
})
