import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import { expect, onTestFinished, test } from 'vitest'
import type { FunctionSources } from '../../../src/deploy.ts'
import { createLocal } from '../../../src/local.ts'
import { simulate } from '../../../src/testing.ts'
import { createDeployerWithServices } from '../../support/deployer-with-services.ts'
import { virtualLocal } from '../../support/virtual-local.ts'

/** A module with handlers in a folder of its own, which is removed after the test. Returns its path. */
const moduleOf = (text: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'functions-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'resize.ts'), text)
  return join(folder, 'resize.ts')
}

const halving = 'export const handler = ({ width }: { width: number }) => ({ width: width / 2 })'

/** A state machine that calls one function in a Map, and one in a branch. */
const machine = (name: string, ...functions: string[]) =>
  ({
    name,
    startAt: 'each',
    states: {
      each: {
        type: 'map',
        itemProcessor: {
          startAt: 'both',
          states: {
            both: {
              type: 'parallel',
              branches: functions.map((resource) => ({ type: 'task', resource })),
              end: true,
            },
          },
        },
        end: true,
      },
    },
  }) as never

const actions = ({ plan }: { plan: { steps: readonly { resource: string; action: string; name: string }[] } }) =>
  plan.steps.map(({ resource, action, name }) => `${action} ${resource} ${name}`)

const sources = (text = halving, settings: object = {}): FunctionSources => ({
  'lambda/resize': { entry: moduleOf(text), ...settings },
})

test('functions are created before the state machine that calls them in a Map, with a role that writes logs', async () => {
  const deployed = createDeployerWithServices()
  const done = await deployed.deploy(machine('images', 'lambda/resize', 'lambda/other'), {
    lambdas: sources(halving, { memory: 256, timeout: 10, environment: { SIZE: 'small' } }),
  })
  expect(actions(done)).toEqual([
    'create role lambda-stepwise-resize-us-east-1',
    'create Lambda function resize',
    'create state machine images',
  ])
  const { configuration, tags } = deployed.functions.get('resize') ?? {}
  expect(configuration).toMatchObject({
    Role: 'arn:aws:iam::123456789012:role/service-role/lambda-stepwise-resize-us-east-1',
    Handler: 'index.handler',
    Runtime: 'nodejs22.x',
    MemorySize: 256,
    Timeout: 10,
    Environment: { Variables: { SIZE: 'small' } },
  })
  expect(tags).toEqual({
    'managed-by': 'stepwise-ts',
    'stepwise:code': configuration?.CodeSha256,
    'stepwise:created-for': 'images',
  })
  const role = deployed.roles.get('lambda-stepwise-resize-us-east-1')
  expect(JSON.parse(role?.inline.get('stepwise') ?? '').Statement).toEqual([
    {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: ['', ':*'].map((end) => `arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/resize${end}`),
    },
  ])
})

test('a second deployment changes nothing', async () => {
  const deployed = createDeployerWithServices()
  const lambdas = sources()
  await deployed.deploy(machine('images', 'lambda/resize'), { lambdas })
  const calls: string[] = []
  deployed.setFault((operation) => calls.push(operation))
  const { plan } = await deployed.deploy(machine('images', 'lambda/resize'), { lambdas })
  expect(plan.hasChanges).toBe(false)
  expect(calls.filter((operation) => !/^(Get|List|Describe)/.test(operation))).toEqual([])
})

test('only what differs is updated: the code, or the settings', async () => {
  const deployed = createDeployerWithServices()
  const entry = moduleOf(halving)
  const deploy = (settings: object) => deployed.deployLambdas({ resize: { entry, ...settings } })
  await deploy({})
  const calls: string[] = []
  deployed.setFault((operation) => calls.push(operation))
  const changing = () => calls.splice(0).filter((operation) => !/^(Get|List|Describe)/.test(operation))
  const { plan } = await deploy({ memory: 512 })
  expect(plan.steps.at(-1)).toMatchObject({ action: 'update', changes: ['memory'] })
  expect(changing()).toEqual(['UpdateFunctionConfiguration'])
  writeFileSync(entry, halving.replace('/ 2', '/ 3'))
  await deploy({ memory: 512 })
  expect(changing()).toEqual(['UpdateFunctionCode', 'TagResource'])
  await deploy({ memory: 512, architecture: 'arm64' })
  expect(changing()).toEqual(['UpdateFunctionCode'])
  await deploy({ memory: 512, architecture: 'arm64', iam: [{ actions: ['s3:GetObject'], resources: ['*'] }] })
  expect(changing()).toEqual(['PutRolePolicy'])
  await deploy({ memory: 512, architecture: 'arm64' })
  expect(changing()).toEqual(['PutRolePolicy'])
})

test('a new role that Lambda does not know yet is waited out', async () => {
  const deployed = createDeployerWithServices()
  let refused = 0
  deployed.setFault((operation) => {
    if (operation === 'CreateFunction' && refused++ < 4)
      throw new Error('The role defined for the function cannot be assumed by Lambda.')
  })
  const { functions } = await deployed.deployLambdas(sources())
  expect(functions).toEqual([
    { name: 'resize', functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:resize', action: 'create' },
  ])
  expect(refused).toBe(5)
})

test('a role that Lambda may not assume is an error after a while', async () => {
  const deployed = createDeployerWithServices()
  const role = 'arn:aws:iam::123456789012:role/theirs'
  await expect(deployed.deployLambdas(sources(halving, { role }))).rejects.toThrow('cannot be assumed by Lambda')
  expect(deployed.system.elapsed).toBeGreaterThanOrEqual(30_000)
})

test('destroy removes the functions that were created for state machines, once nothing else calls them', async () => {
  const deployed = createDeployerWithServices()
  const lambdas = { ...sources(), 'lambda/own': moduleOf(halving) }
  await deployed.deployLambdas({ alone: moduleOf(halving) })
  await deployed.deploy(
    [machine('one', 'lambda/resize', 'lambda/own', 'lambda/alone'), machine('two', 'lambda/resize')],
    {
      lambdas,
    },
  )
  expect((await deployed.destroy('one')).removed).toEqual([
    { resource: 'state machine', name: 'one' },
    { resource: 'Lambda function', name: 'own' },
    { resource: 'role', name: 'lambda-stepwise-own-us-east-1' },
  ])
  await deployed.destroy('two')
  expect([...deployed.functions.keys()]).toEqual(['alone'])
  expect((await deployed.destroy('lambda/alone')).removed).toHaveLength(2)
  expect([deployed.functions.size, deployed.roles.size]).toEqual([0, 0])
})

test('a function that deploy did not create is neither changed nor destroyed, until it is adopted', async () => {
  const deployed = createDeployerWithServices()
  const configuration = { FunctionName: 'resize', FunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:resize' }
  deployed.functions.set('resize', { configuration, tags: {} })
  const lambdas = sources()
  await expect(deployed.deploy(machine('images', 'lambda/resize'), { lambdas })).rejects.toThrow(
    'the Lambda function resize exists and was not created by deploy: pass adopt: true (--adopt)',
  )
  expect(await deployed.destroy('lambda/resize')).toEqual({ isDone: true, removed: [], kept: ['lambda/resize'] })
  await deployed.deploy(machine('images', 'lambda/resize'), { lambdas, adopt: true })
  expect(deployed.functions.get('resize')?.tags['managed-by']).toBe('stepwise-ts')
})

test('a function that no task calls is a mistake', async () => {
  const { deploy } = createDeployerWithServices()
  await expect(deploy(machine('images', 'lambda/resise'), { lambdas: sources() })).rejects.toThrow(
    'options.lambdas has "lambda/resize", and no task calls it; expected one of lambda/resise; did you mean "lambda/resise"?',
  )
})

test.for([0, 1, 2])(
  'a deployment of functions that is killed at call 3n + %i is completed by the next one',
  async (start) => {
    const entry = moduleOf(halving)
    const first = { 'lambda/resize': { entry } }
    const second = { 'lambda/resize': { entry, memory: 512, architecture: 'arm64' } } as const
    const definition = machine('images', 'lambda/resize')
    const stateOf = ({ functions, roles }: ReturnType<typeof createDeployerWithServices>) => {
      const { configuration: { RevisionId: _, ...configuration } = {}, tags } = functions.get('resize') ?? {}
      return structuredClone({ configuration, tags, roles })
    }
    const run = async (kill: (call: number, operation: string) => void) => {
      const deployed = createDeployerWithServices()
      let call = 0
      deployed.setFault((operation) => kill(call++, operation))
      for (const lambdas of [first, second]) {
        await deployed.deploy(definition, { lambdas }).catch(() => deployed.deploy(definition, { lambdas }))
      }
      deployed.setFault(() => {})
      return { calls: call, state: stateOf(deployed) }
    }
    const expected = await run(() => {})
    for (let n = start; n < expected.calls; n += 3) {
      const { state } = await run((call, operation) => {
        if (call === n) throw new Error(`killed at ${operation}`)
      })
      expect({ n, state }).toEqual({ n, state: expected.state })
    }
    expect(expected.calls).toBeGreaterThan(20)
  },
)

test('a destruction of functions that is killed at any call is completed by the next one', async () => {
  const lambdas = sources()
  const run = async (kill: (call: number, operation: string) => void) => {
    const deployed = createDeployerWithServices()
    await deployed.deploy(machine('images', 'lambda/resize'), { lambdas })
    let calls = 0
    deployed.setFault((operation) => kill(calls++, operation))
    await deployed.destroy('images').catch(() => deployed.destroy('images'))
    return { calls, left: [...deployed.functions.keys(), ...deployed.roles.keys()] }
  }
  const { calls } = await run(() => {})
  for (let n = 0; n < calls; n++) {
    const { left } = await run((call, operation) => {
      if (call === n) throw new Error(`killed at ${operation}`)
    })
    expect({ n, left }).toEqual({ n, left: [] })
  }
  expect(calls).toBeGreaterThan(8)
})

test('of two deployments of a function at once, one fails with a clear error', async () => {
  const deployed = createDeployerWithServices()
  const entry = moduleOf(halving)
  const entries = [moduleOf(halving.replace('2', '3')), moduleOf(halving.replace('2', '4'))]
  await deployed.deployLambdas({ resize: { entry } })
  const results = await Promise.allSettled(entries.map((one) => deployed.deployLambdas({ resize: { entry: one } })))
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []))
  expect(failed).toEqual([
    'DeploymentConflict: another deployment changed the Lambda function "resize" meanwhile: deploy again',
  ])
})

test('the same handlers are activities, Lambda functions and simulated', async () => {
  const entry = moduleOf(`
    const resize = ({ width }: { width: number }) => ({ width: width / 2 })
    export const handlers = { 'activity/resize': resize }`)
  const { handlers } = await import(/* @vite-ignore */ entry)
  const definition = (resource: string) =>
    ({ name: 'images', startAt: 'a', states: { a: { type: 'task', resource, end: true } } }) as const
  const input = { width: 8 }

  const simulated = await simulate(definition('activity/resize'), { input, handlers })

  const local = virtualLocal()
  await local.ensureStateMachine(definition('activity/resize'))
  const workers = local.startWorkers(handlers)
  const performed = await local.runExecution('images', { input })
  await workers.kill()

  const lambdas = { 'lambda/resize': { entry, handler: 'handlers' } }
  const fromFile = createLocal({ lambdas })
  const deployed = createDeployerWithServices()
  await deployed.deploy(definition('lambda/resize'), { lambdas })
  const bundled = join(moduleOf(''), '../index.mjs')
  writeFileSync(bundled, unzipSync(deployed.archives.get('resize') ?? new Uint8Array())['index.mjs'] ?? '')
  const fromBundle = createLocal({ lambdas: { resize: bundled } })
  const outputs = []
  for (const engine of [fromFile, fromBundle]) {
    await engine.ensureStateMachine(definition('lambda/resize'))
    outputs.push((await engine.runExecution('images', { input })).output)
    await engine.close()
  }
  expect([simulated.output, performed.output, ...outputs]).toEqual(Array(4).fill({ width: 4 }))
})
