import { expect, test } from 'vitest'
import { awsClients, serviceCall } from '../../src/deploy/aws-services.ts'
import type { InferPolicy } from '../../src/deploy/deploy-deps.ts'
import { ensureWithRole } from '../../src/deploy/role/ensure-with-role.ts'
import { leastPolicy } from '../../src/deploy/role/least-policy.ts'
import type { DeployOptions } from '../../src/deploy.ts'
import { activitiesOf } from '../../src/dsl/activities.ts'
import { createLocal } from '../../src/local.ts'
import { createDeployerWithServices } from '../support/deployer-with-services.ts'

const task = (...resources: string[]) =>
  ({
    name: 'orders',
    startAt: 's0',
    states: Object.fromEntries(
      resources.map((resource, i) => [
        `s${i}`,
        {
          type: 'task' as const,
          resource,
          ...(i + 1 < resources.length ? { next: `s${i + 1}` } : { end: true as const }),
        },
      ]),
    ),
  }) as never

type Deployed = ReturnType<typeof createDeployerWithServices>

const roleName = 'stepwise-orders-us-east-1'

const permitted = ({ roles }: Deployed): string[] => {
  const document = roles.get(roleName)?.inline.get('stepwise')
  const statements: { Resource: string[] }[] = document === undefined ? [] : JSON.parse(document).Statement
  return statements.flatMap(({ Resource }) => Resource.map((arn) => arn.split(/[:/]/).at(-1) ?? ''))
}

const everything: DeployOptions = {
  role: 'infer',
  logging: { level: 'ALL' },
  tags: { team: 'shop' },
  version: '1.0.0',
  alias: 'live',
  alarms: { failed: { actions: ['arn:aws:sns:us-east-1:123456789012:alerts'] }, timedOut: { threshold: 2 } },
}

test('a deployment creates the log group, the role, the activities, the state machine, the version, the alias and the alarms', async () => {
  const deployed = createDeployerWithServices()
  const { plan } = await deployed.deploy(task('lambda/price', 'activity/ship'), everything)
  expect(plan.steps.map(({ resource, name, action }) => `${action} ${resource} ${name}`)).toEqual([
    'create log group /aws/vendedlogs/states/orders-Logs',
    `create role ${roleName}`,
    'create activity activity/ship',
    'create state machine orders',
    'create version orders 1.0.0',
    'create alias orders:live',
    'create alarm ExecutionsFailed-orders',
    'create alarm ExecutionsTimedOut-orders',
  ])
  const { roleArn, logging } = await deployed.describeStateMachine('orders')
  expect(roleArn).toBe(`arn:aws:iam::123456789012:role/service-role/${roleName}`)
  expect(logging).toEqual({
    level: 'ALL',
    includeExecutionData: false,
    logGroupArn: 'arn:aws:logs:us-east-1:123456789012:log-group:/aws/vendedlogs/states/orders-Logs',
  })
})

test('only the one state machine of the one account may have the role', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/price'), { role: 'infer' })
  const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:orders'
  expect(JSON.parse(deployed.roles.get(roleName)?.trust ?? '')).toMatchObject({
    Statement: [
      {
        Principal: { Service: 'states.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '123456789012' },
          ArnLike: { 'aws:SourceArn': [arn, `${arn}:*`, `${arn}/*`] },
        },
      },
    ],
  })
})

test('when a definition needs less, the policy shrinks after the update, and grows before it', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/a', 'lambda/b'), { role: 'infer' })
  const permissions: string[][] = []
  deployed.setFault((operation) => {
    if (operation === 'UpdateStateMachine') permissions.push(permitted(deployed))
  })
  await deployed.deploy(task('lambda/b', 'lambda/c'), { role: 'infer' })
  expect(permissions).toEqual([['b', 'c', 'a']])
  expect(permitted(deployed)).toEqual(['b', 'c'])
})

test('the permissions are those that the definition needs', async () => {
  const deployed = createDeployerWithServices(leastPolicy)
  await deployed.deploy(task('lambda/price'), { role: 'infer' })
  const arn = 'arn:aws:lambda:us-east-1:123456789012:function:price'
  expect(JSON.parse(deployed.roles.get(roleName)?.inline.get('stepwise') ?? '').Statement).toEqual([
    { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: [arn] },
  ])
})

test('versions that an alias uses keep their permissions', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/a'), { role: 'infer', alias: 'stable', version: '1' })
  await deployed.deploy(task('lambda/b'), { role: 'infer', version: '2' })
  expect(permitted(deployed)).toEqual(['b', 'a'])
  await deployed.deploy(task('lambda/b'), { role: 'infer', alias: 'stable', version: '2' })
  expect(permitted(deployed)).toEqual(['b'])
})

test('a rollback restores the permissions of the version', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/a'), { role: 'infer', version: '1' })
  await deployed.deploy(task('lambda/b'), { role: 'infer', version: '2' })
  await deployed.rollback('orders', { to: '1' })
  expect(permitted(deployed)).toEqual(['a', 'b'])
})

test('a role that deploy did not create is never touched', async () => {
  const deployed = createDeployerWithServices()
  const theirs = { trust: '{}', tags: [], inline: new Map(), attached: new Set<string>() }
  deployed.roles.set(roleName, theirs)
  await expect(deployed.deploy(task('lambda/a'), { role: 'infer' })).rejects.toThrow(
    `the role ${roleName} exists and was not created by a deployment`,
  )
  await deployed.deploy(task('lambda/a'))
  await deployed.destroy('orders')
  expect(deployed.roles.get(roleName)).toEqual({ trust: '{}', tags: [], inline: new Map(), attached: new Set() })
})

test('a policy that is too long for one is divided, and removed with the role', async () => {
  const deployed = createDeployerWithServices(() => ({
    Version: '2012-10-17',
    Statement: Array.from({ length: 12 }, (_, i) => ({
      Sid: `s${i}`,
      Effect: 'Allow',
      Action: ['use'],
      Resource: ['x'.repeat(1500)],
    })),
  }))
  await deployed.deploy(task('lambda/a'), { role: 'infer' })
  const sizes = [...deployed.policies.values()].map((document) => document.length)
  expect(sizes.length).toBe(4)
  expect(Math.max(...sizes)).toBeLessThanOrEqual(6144)
  expect(deployed.roles.get(roleName)?.attached.size).toBe(4)
  expect((await deployed.deploy(task('lambda/a'), { role: 'infer' })).plan.hasChanges).toBe(false)
  await deployed.destroy('orders')
  expect([deployed.roles.size, deployed.policies.size]).toEqual([0, 0])
})

test('the commit is the label of a version', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/a'), { version: 'git' })
  const label = 'git-0123456789abcdef0123456789abcdef01234567-dirty'
  expect(await deployed.versions('orders')).toMatchObject([{ version: 1, label }])
  await deployed.deploy(task('lambda/b'), { version: '2.0.0' })
  expect(await deployed.rollback('orders', { to: '0123456' })).toMatchObject({ version: 1, label })
})

test('an alarm ends a canary', async () => {
  const deployed = createDeployerWithServices()
  const options = { alias: 'live', alarms: { failed: {} } } as const
  await deployed.deploy(task('lambda/a'), { ...options, version: '1' })
  const alarms = ['ExecutionsFailed-orders']
  deployed.setFault((operation) => {
    const alarm = deployed.alarms.get('ExecutionsFailed-orders')
    if (operation === 'UpdateStateMachineAlias' && alarm) Object.assign(alarm, { StateValue: 'ALARM' })
  })
  const deploying = deployed.deploy(task('lambda/b'), { ...options, version: '2', canary: { percent: 10, alarms } })
  await expect(deploying).rejects.toThrow(
    'the alarm ExecutionsFailed-orders is raised; the alias points to version 1 again',
  )
})

/** The result of a deployment, without dates and ids. */
const stateOf = async ({ roles, logGroups, alarms, ...deployed }: Deployed) => {
  const { definition, roleArn, logging } = await deployed.describeStateMachine('orders')
  const versions = (await deployed.versions('orders')).map(({ version, label, aliases }) => ({
    version,
    label,
    aliases,
  }))
  return structuredClone({ definition, roleArn, logging, versions, roles, logGroups, alarms })
}

test.for([0, 1, 2, 3, 4, 5, 6, 7])(
  'a deployment that is killed at call 8n + %i is completed by the next one',
  async (start) => {
    const first = task('lambda/a', 'activity/one')
    const second = task('lambda/b', 'activity/two')
    const next = { ...everything, version: '1.1.0' }
    const complete = createDeployerWithServices()
    await complete.deploy(first, everything)
    let calls = 0
    complete.setFault(() => calls++)
    await complete.deploy(second, next)
    complete.setFault(() => {})
    const expected = await stateOf(complete)
    for (let n = start; n < calls; n += 8) {
      const deployed = createDeployerWithServices()
      await deployed.deploy(first, everything)
      let count = 0
      deployed.setFault((operation) => {
        if (count++ === n) throw new Error(`killed at ${operation}`)
      })
      await expect(deployed.deploy(second, next)).rejects.toThrow('killed at')
      deployed.setFault(() => {})
      await deployed.deploy(second, next)
      expect(await stateOf(deployed)).toEqual(expected)
    }
    expect(calls).toBeGreaterThan(20)
  },
)

test('a destruction that is killed at any call is completed by the next one', async () => {
  let calls = 0
  const complete = createDeployerWithServices()
  await complete.deploy(task('lambda/a', 'activity/one'), everything)
  complete.setFault(() => calls++)
  await complete.destroy('orders')
  for (let n = 0; n < calls; n++) {
    const deployed = createDeployerWithServices()
    await deployed.deploy(task('lambda/a', 'activity/one'), everything)
    let count = 0
    deployed.setFault((operation) => {
      if (count++ === n) throw new Error(`killed at ${operation}`)
    })
    await expect(deployed.destroy('orders')).rejects.toThrow('killed at')
    deployed.setFault(() => {})
    await deployed.destroy('orders')
    expect(await deployed.exists('orders')).toBe(false)
    expect(await deployed.exists('activity/one')).toBe(false)
    expect([deployed.roles.size, deployed.logGroups.size, deployed.alarms.size]).toEqual([0, 0, 0])
  }
  expect(calls).toBeGreaterThan(10)
})

test('of two deployments at once, one fails with a clear error or both are done one after the other', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/a'), everything)
  const results = await Promise.allSettled([
    deployed.deploy(task('lambda/b'), { ...everything, version: '1.1.0' }),
    deployed.deploy(task('lambda/c'), { ...everything, version: '1.2.0' }),
  ])
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
  expect(failed).toEqual([expect.stringContaining('another deployment changed the state machine "orders" meanwhile')])
  const labels = (await deployed.versions('orders')).map(({ label }) => label)
  expect(labels).toHaveLength(2)
})

test('of two first deployments at once, one fails with a clear error or both are done', async () => {
  const deployed = createDeployerWithServices()
  const results = await Promise.allSettled(
    ['lambda/a', 'lambda/b'].map((resource) => deployed.deploy(task(resource), { role: 'infer' })),
  )
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.name] : []))
  expect(failed.filter((name) => name !== 'DeploymentConflict')).toEqual([])
  expect(failed.length).toBeLessThan(2)
})

test('a plan that is out of date is not executed', async () => {
  const deployed = createDeployerWithServices()
  await deployed.deploy(task('lambda/a'))
  const confirm = async () => {
    await deployed.deploy(task('lambda/b'))
    return true
  }
  await expect(deployed.deploy(task('lambda/c'), { confirm })).rejects.toThrow('deploy again')
  expect(activitiesOf((await deployed.describeStateMachine('orders')).definition)).toEqual([])
})

test('a package that is not installed is named', async () => {
  const iam = serviceCall(
    awsClients.iam,
    undefined,
    async () => 'us-east-1',
    () => undefined,
  )
  await expect(iam('GetRole', {})).rejects.toThrow(
    'roles need the package @aws-sdk/client-iam: run `npm install @aws-sdk/client-iam`',
  )
})

test('ensureStateMachine with an inferred role creates the role, and shrinks it after the update', async () => {
  const deployed = createDeployerWithServices()
  const ensure = (definition: unknown) => ensureWithRole(deployed.deps, { definition }, { role: 'infer' })
  expect(await ensure(task('lambda/a'))).toMatchObject({ action: 'created' })
  expect(permitted(deployed)).toEqual(['a'])
  expect(await ensure(task('lambda/b'))).toMatchObject({ action: 'updated' })
  expect(permitted(deployed)).toEqual(['b'])
  expect(await ensure(task('lambda/b'))).toMatchObject({ action: 'unchanged' })
})

test('an engine other than AWS needs no inferred role', async () => {
  const { ensureStateMachine, close } = createLocal()
  expect(await ensureStateMachine(task('lambda/a'), { role: 'infer' })).toMatchObject({ action: 'created' })
  await expect(
    ensureStateMachine(task('lambda/a'), { role: 'infer', roleArn: 'arn:aws:iam::1:role/a' }),
  ).rejects.toThrow('options.role and options.roleArn exclude each other')
  await close()
})

test('settings that are not given again keep their permissions', async () => {
  const deployed = createDeployerWithServices(leastPolicy)
  await deployed.deploy(task('lambda/a'), { role: 'infer', logging: { level: 'ALL' } })
  const { plan } = await deployed.deploy(task('lambda/a'), { role: 'infer' })
  expect(plan.hasChanges).toBe(false)
})

test('a divided policy that shrinks leaves nothing, also if the deployment is killed at any call', async () => {
  const statement = (Sid: string, length: number) =>
    ({ Sid, Effect: 'Allow', Action: ['use'], Resource: ['x'.repeat(length)] }) as const
  const policyOf: InferPolicy = (definition) => ({
    Version: '2012-10-17',
    Statement: JSON.stringify(definition).includes('large')
      ? Array.from({ length: 12 }, (_, i) => statement(`s${i}`, 1500))
      : [statement('small', 10)],
  })
  const run = async (kill: (call: number, operation: string) => void) => {
    const deployed = createDeployerWithServices(policyOf)
    let calls = 0
    await deployed.deploy(task('lambda/large'), { role: 'infer' })
    deployed.setFault((operation) => kill(calls++, operation))
    const shrink = () => deployed.deploy(task('lambda/small'), { role: 'infer' })
    await shrink().catch(shrink)
    const { inline, attached } = deployed.roles.get(roleName) ?? {}
    return { calls, left: [[...(inline?.keys() ?? [])], attached?.size, deployed.policies.size] }
  }
  const { calls, left: expected } = await run(() => {})
  expect(expected).toEqual([['stepwise'], 0, 0])
  for (let n = 0; n < calls; n++) {
    const { left } = await run((call, operation) => {
      if (call === n) throw new Error(`killed at ${operation}`)
    })
    expect({ n, left }).toEqual({ n, left: expected })
  }
})
