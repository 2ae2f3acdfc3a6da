import { describe, expect, it } from 'vitest'
import { createEngineDeps as createDeps } from '../../src/engine/create-engine-deps.ts'
import { createEngine } from '../../src/engine/engine.ts'
import type { EngineDeps } from '../../src/engine/engine-deps.ts'
import type { EngineLimits } from '../../src/engine/limits.ts'
import { MemoryStorage } from '../../src/engine/s3/memory-storage.ts'
import type { JsonObject } from '../../src/json.ts'
import { type VirtualSystem, virtualSystem } from '../../src/virtual-system.ts'

const roleArn = 'arn:aws:iam::123456789012:role/any'
const { signal } = new AbortController()

interface Limited {
  readonly deps: EngineDeps
  readonly system: VirtualSystem
  call(operation: string, input: JsonObject): Promise<JsonObject>
  create(name: string, definition: JsonObject): Promise<string>
  /** Starts an execution and waits for its end. */
  run(stateMachineArn: string, input?: string): Promise<string>
}

const limited = (limits: EngineLimits): Limited => {
  const system = virtualSystem()
  const objects = new MemoryStorage({ system, region: 'us-east-1' })
  // Calls of `deps.callOperation` are those of other executions, so these limits are twice as large as what they test.
  const deps = createDeps({ system, limits }, objects)
  const call = (operation: string, input: JsonObject) => deps.callOperation(operation, input, signal)
  const create = async (name: string, definition: JsonObject) => {
    const { stateMachineArn } = await call('CreateStateMachine', {
      name,
      roleArn,
      definition: JSON.stringify(definition),
    })
    return String(stateMachineArn)
  }
  const run = async (stateMachineArn: string, input = '{}') => {
    const { executionArn } = await call('StartExecution', { stateMachineArn, input })
    await deps.registry.executions.get(String(executionArn))?.execution.done
    await system.yield()
    return String(executionArn)
  }
  return { deps, system, call, create, run }
}

const machine = (state: JsonObject, name = 'A'): JsonObject => ({
  StartAt: name,
  States: { [name]: { End: true, ...state } },
})
const pass = machine({ Type: 'Pass' })
const wait = machine({ Type: 'Wait', Seconds: 1000 })

describe('the open executions of an engine', () => {
  it('are limited: a start beyond the limit is refused until one has ended', async () => {
    const { call, create } = limited({ openExecutions: 4 })
    const stateMachineArn = await create('wait', wait)
    const { executionArn } = await call('StartExecution', { stateMachineArn })
    await call('StartExecution', { stateMachineArn })
    await expect(call('StartExecution', { stateMachineArn })).rejects.toMatchObject({
      name: 'ExecutionLimitExceeded',
      message:
        'The maximum number of running executions has been reached. Running executions must end or be stopped before a new execution can be started.',
    })
    await call('StopExecution', { executionArn: executionArn ?? '' })
    await call('StartExecution', { stateMachineArn })
  })

  it('are limited by their bytes too', async () => {
    const { call, create } = limited({ openBytes: 50_000 })
    const stateMachineArn = await create('wait', wait)
    await call('StartExecution', { stateMachineArn, input: JSON.stringify('x'.repeat(20_000)) })
    await expect(call('StartExecution', { stateMachineArn })).rejects.toMatchObject({ name: 'ExecutionLimitExceeded' })
  })

  it('that start themselves without end leave room for others, and fail with the error of the integration', async () => {
    const { deps, system, create, call } = limited({ openExecutions: 100 })
    const arn = 'arn:aws:states:us-east-1:123456789012:stateMachine:self'
    await create('self', {
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::states:startExecution',
          Parameters: { StateMachineArn: arn },
          Next: 'B',
        },
        B: { Type: 'Wait', Seconds: 1000, End: true },
      },
    })
    await call('StartExecution', { stateMachineArn: arn })
    await system.sleep(10)
    const { executions } = await call('ListExecutions', { stateMachineArn: arn, statusFilter: 'FAILED' })
    const [failed] = executions as { executionArn: string }[]
    expect(await call('DescribeExecution', { executionArn: failed?.executionArn ?? '' })).toMatchObject({
      error: 'StepFunctions.ExecutionLimitExceededException',
    })
    expect([deps.open.count, deps.open.isFull]).toEqual([49, false])
  })

  it('fail if their histories take too much memory', async () => {
    const { deps, create, run } = limited({ openBytes: 4_000_000 })
    const grow = await create('grow', {
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Output: "{% $pad('', 10000, 'x') & $random() %}", Next: 'B' },
        B: { Type: 'Choice', Choices: [{ Condition: '{% $length($states.input) > 0 %}', Next: 'A' }], Default: 'C' },
        C: { Type: 'Succeed' },
      },
    })
    const executionArn = await run(grow)
    const { execution } = deps.registry.executions.get(executionArn) ?? {}
    expect(execution).toMatchObject({ status: 'FAILED', error: 'States.Runtime' })
    expect(execution?.cause).toContain('too large for the memory of the embedded engine')
    expect(execution?.history.length).toBeLessThan(10_000)
  })

  it('of Map Runs wait for each other', async () => {
    const { deps, system, create, call } = limited({ openMapRuns: 1 })
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...machine({ Type: 'Wait', Seconds: 10 }),
    }
    const stateMachineArn = await create('map', machine({ Type: 'Map', ItemProcessor: processor }, 'M'))
    for (const name of ['a', 'b']) await call('StartExecution', { stateMachineArn, name, input: '[1]' })
    await system.sleep(15_000)
    expect(Array.from(deps.registry.mapRuns.values(), ({ status }) => status)).toEqual(['SUCCEEDED', 'RUNNING'])
    await system.sleep(10_000)
    expect(Array.from(deps.registry.mapRuns.values(), ({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED'])
  })

  it('of a Map Run go on one by one if the engine is full', async () => {
    const { system, create, call } = limited({ openExecutions: 2 })
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      ...machine({ Type: 'Wait', Seconds: 10 }),
    }
    const stateMachineArn = await create('map', machine({ Type: 'Map', ItemProcessor: processor }, 'M'))
    const { executionArn } = await call('StartExecution', { stateMachineArn, input: '[1,2,3]' })
    await system.sleep(31_000)
    expect(await call('DescribeExecution', { executionArn: executionArn ?? '' })).toMatchObject({
      status: 'SUCCEEDED',
      output: '[1,2,3]',
    })
    expect(system.elapsed).toBe(31_000)
  })
})

describe('executions that have ended', () => {
  const input = (filler: number) => JSON.stringify({ filler: 'x'.repeat(1000), number: filler })

  it('are forgotten oldest first, when they take too many bytes', async () => {
    const { call, create, run } = limited({ endedBytes: 200_000 })
    const stateMachineArn = await create('pass', pass)
    const arns: string[] = []
    for (let i = 0; i < 50; i++) arns.push(await run(stateMachineArn, input(i)))
    const listed = (await call('ListExecutions', { stateMachineArn })).executions as { executionArn: string }[]
    expect(listed.length).toBeGreaterThan(2)
    expect(listed.length).toBeLessThan(40)
    expect(listed.map(({ executionArn }) => executionArn)).toEqual(arns.slice(-listed.length).reverse())
    await expect(call('DescribeExecution', { executionArn: arns[0] ?? '' })).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${arns[0]}'`,
    })
  })

  it('are forgotten when they are too old', async () => {
    const { system, call, create, run } = limited({ endedMs: 1000 })
    const executionArn = await run(await create('pass', pass))
    await system.sleep(1000)
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' })
    await system.sleep(1)
    await expect(call('DescribeExecution', { executionArn })).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
  })

  it('are kept for 90 days', async () => {
    const { system, call, create, run } = limited({})
    const executionArn = await run(await create('pass', pass))
    await system.sleep(90 * 24 * 3600 * 1000)
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' })
  })

  it('are left out of lists, whose page tokens stay valid', async () => {
    const { system, call, create, run } = limited({ endedMs: 1000 })
    const stateMachineArn = await create('pass', pass)
    for (let i = 0; i < 4; i++) await run(stateMachineArn)
    await system.sleep(900)
    const newest = [await run(stateMachineArn), await run(stateMachineArn)]
    const first = await call('ListExecutions', { stateMachineArn, maxResults: 1 })
    await system.sleep(500)
    const second = await call('ListExecutions', { stateMachineArn, maxResults: 5, nextToken: first.nextToken ?? '' })
    const arnsOf = ({ executions }: JsonObject) =>
      (executions as { executionArn: string }[]).map((one) => one.executionArn)
    expect([...arnsOf(first), ...arnsOf(second)]).toEqual(newest.reverse())
    expect(second.nextToken).toBe(undefined)
  })

  it('make room for their names', async () => {
    const { system, call, create } = limited({ endedMs: 1000 })
    const stateMachineArn = await create('pass', pass)
    const first = await call('StartExecution', { stateMachineArn, name: 'one', input: '1' })
    await system.sleep(2000)
    await expect(call('StartExecution', { stateMachineArn, name: 'one', input: '2' })).resolves.toMatchObject({
      executionArn: first.executionArn,
    })
  })

  it('can still be described if their state machine is deleted, until they are forgotten', async () => {
    const { system, call, create, run } = limited({ endedMs: 1000 })
    const stateMachineArn = await create('pass', pass)
    const executionArn = await run(stateMachineArn)
    await call('DeleteStateMachine', { stateMachineArn })
    expect(await call('DescribeExecution', { executionArn })).toMatchObject({ status: 'SUCCEEDED' })
    await system.sleep(1001)
    await expect(call('DescribeExecution', { executionArn })).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' })
  })

  it('of Map Runs are forgotten too, the Map Runs with their execution', async () => {
    const { deps, system, call, create, run } = limited({ endedMs: 1000 })
    const processor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }, ...pass }
    await run(await create('map', machine({ Type: 'Map', ItemProcessor: processor }, 'M')), '[1,2,3]')
    const [mapRun] = deps.registry.mapRuns.values()
    const mapRunArn = mapRun?.arn ?? ''
    expect((await call('ListExecutions', { mapRunArn })).executions).toHaveLength(3)
    await system.sleep(1001)
    await expect(call('ListExecutions', { mapRunArn })).rejects.toMatchObject({ name: 'ResourceNotFound' })
    expect([deps.registry.executions.size, deps.registry.mapRuns.size]).toEqual([0, 0])
  })
})

describe('what is created', () => {
  const definition = JSON.stringify(pass)

  it('is limited by the bytes of definitions: they count as long as something holds them', async () => {
    const { call, create, run, system } = limited({ definitionBytes: 2 * 4096, endedMs: 1000 })
    const first = await create('first', pass)
    const second = await create('second', pass)
    await expect(create('third', pass)).rejects.toMatchObject({ name: 'StateMachineLimitExceeded' })
    await expect(create('second', pass)).resolves.toBe(second)
    const update = { stateMachineArn: second, definition: `${definition} ` }
    await expect(call('UpdateStateMachine', update)).rejects.toMatchObject({ name: 'ServiceQuotaExceededException' })
    await expect(call('CreateActivity', { name: 'a' })).rejects.toMatchObject({ name: 'ActivityLimitExceeded' })
    await run(first)
    await call('DeleteStateMachine', { stateMachineArn: first })
    await expect(create('third', pass)).rejects.toMatchObject({ name: 'StateMachineLimitExceeded' })
    await system.sleep(1001)
    await expect(call('ListExecutions', { stateMachineArn: second })).resolves.toEqual({ executions: [] })
    await call('UpdateStateMachine', update)
    await call('PublishStateMachineVersion', { stateMachineArn: second })
    await call('CreateActivity', { name: 'a' })
    await expect(create('third', pass)).rejects.toMatchObject({ name: 'StateMachineLimitExceeded' })
  })

  it('is limited by the bytes of objects in S3', async () => {
    const storage = new MemoryStorage({ system: virtualSystem(), region: 'us-east-1', maxBytes: 4000 })
    await storage.createBucket('bucket')
    const at = (key: string) => ({ bucket: 'bucket', key })
    await storage.put(at('a'), Buffer.alloc(1000))
    await storage.put(at('a'), Buffer.alloc(2000))
    await expect(storage.put(at('b'), Buffer.alloc(1000))).rejects.toMatchObject({ code: 'EntityTooLarge' })
    const upload = await storage.createUpload(at('b'))
    await expect(storage.uploadPart(upload, 1, Buffer.alloc(1000))).rejects.toMatchObject({ code: 'EntityTooLarge' })
    await storage.delete(at('a'))
    const part = await storage.uploadPart(upload, 1, Buffer.alloc(1000))
    await storage.completeUpload(upload, [part])
    await storage.put(at('a'), Buffer.alloc(900))
  })
})

describe('wrong limits', () => {
  it.each([
    [{ openExecutions: -1 }, 'options.limits.openExecutions must be a number of executions from 0, got -1'],
    [{ objects: 1 }, /^unknown option "objects" in options.limits; expected one of /],
    [1, 'options.limits must be an object of limits, got 1'],
  ])('are rejected: %j', (limits, message) => {
    expect(() => createEngine({ limits: limits as EngineLimits })).toThrow(message)
  })
})
