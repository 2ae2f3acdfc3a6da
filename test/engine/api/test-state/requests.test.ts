import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json, JsonObject } from '../../../../src/json.ts'
import { asl } from '../../../support/arbitrary-asl.ts'
import { runnableMachine } from '../../../support/arbitrary-machine.ts'
import { createTestState } from '../../../support/test-state.ts'
import { roleArn } from '../../../support/virtual-engine.ts'

const { test, send } = createTestState()
const succeed = { Type: 'Succeed' }
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'f' }, End: true }
const pass = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const map = { Type: 'Map', ItemProcessor: pass, End: true }
const distributed = { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }
const parallel = { Type: 'Parallel', Branches: [pass], End: true }
const mock = (value: Json, more: JsonObject = {}): JsonObject => ({ mock: { result: JSON.stringify(value), ...more } })
const unsupported =
  'InvalidDefinition: TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]'
const errorOf = async (state: object, request: JsonObject = {}) => (await test(state, request)).error

describe('a request is rejected with the message of AWS', () => {
  it.each<[string, object, JsonObject, string]>([
    ['a Map without a mock', map, {}, unsupported],
    ['a Parallel state without a mock', parallel, {}, unsupported],
    [
      'a mock of another state',
      succeed,
      mock(1),
      "ValidationException: State type 'Succeed' is not supported when a mock is specified",
    ],
    [
      'an empty mock',
      task,
      { mock: {} },
      'ValidationException: A test mock should have only one of the following fields: [result, errorOutput].',
    ],
    [
      'a mock with both',
      task,
      { mock: { result: '1', errorOutput: { error: 'E' } } },
      'ValidationException: A test mock should have only one of the following fields: [result, errorOutput].',
    ],
    [
      'a result that is not JSON',
      task,
      { mock: { result: '{' } },
      'ValidationException: Mocked result must be valid JSON',
    ],
    ['a result that is not an object', task, mock([]), 'ValidationException: Mocked result must be a JSON object.'],
    ['the result of a Map', map, mock({}), 'ValidationException: Mocked result must be an array.'],
    ['the result of a Parallel state', parallel, mock({}), 'ValidationException: Mocked result must be an array.'],
    [
      'the results of branches',
      parallel,
      mock([1, 2]),
      'ValidationException: Mocked result must contain the same number of items as number of Parallel branches.',
    ],
    [
      'secrets of a mock',
      task,
      { revealSecrets: true, ...mock({}) },
      'ValidationException: TestState does not support RevealSecrets when a mock is specified.',
    ],
    [
      'iterations without a mock',
      succeed,
      { stateConfiguration: { mapIterationFailureCount: 1 } },
      'ValidationException: TestState does not support MapIterationFailureCount when a mock is not specified.',
    ],
    [
      'a Task without a role',
      task,
      { roleArn: null },
      'ValidationException: RoleArn must be specified when testing a Task state',
    ],
    ['a role that is none', succeed, { roleArn: 'x' }, "InvalidArn: Invalid Role Arn: 'x'"],
    [
      'an unknown state that failed',
      map,
      { mock: { errorOutput: { error: 'E' } }, stateConfiguration: { errorCausedByState: 'X' } },
      'ValidationException: State not found in definition',
    ],
    [
      'a missing field',
      { Type: 'Pass' },
      {},
      "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [Next, End] at /States/StateName'",
    ],
  ])('%s', async (_, state, request, message) => {
    expect(await errorOf(state, request)).toBe(message)
  })

  it.each([
    'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    'arn:aws:states:::states:startExecution.sync:2',
    'arn:aws:states:us-east-1:123456789012:activity:a',
  ])('a Task that waits, without a mock: %s', async (Resource) => {
    const Parameters = { QueueUrl: 'q', MessageBody: { 'T.$': '$$.Task.Token' }, StateMachineArn: 'arn' }
    expect(await errorOf({ ...task, Resource, Parameters })).toMatch(
      /^InvalidDefinition: TestState API does not support/,
    )
  })

  it('an input or variables that are not JSON', async () => {
    const definition = JSON.stringify(succeed)
    expect((await send({ definition, input: '{' })).reply.__type).toBe('InvalidExecutionInput')
    expect((await send({ definition, variables: '[]' })).reply.__type).toBe('InvalidExecutionInput')
  })

  it.each(['', '[]', '{', 'null', '{"Type":"Pass","End":true} x'])(
    'a definition that is not a state: %s',
    async (definition) => {
      const { status, reply } = await send({ definition })
      expect([status, reply.__type]).toEqual([400, expect.stringMatching(/^(InvalidDefinition|ValidationException)$/)])
    },
  )
})

describe('a mocked result is checked by the response of the service', () => {
  const startExecution = {
    ...task,
    Resource: 'arn:aws:states:::states:startExecution',
    Parameters: { StateMachineArn: 'a' },
  }
  const checked = (value: Json, fieldValidationMode: string) =>
    errorOf(startExecution, mock(value, { fieldValidationMode }))
  const problem = (text: string) => `ValidationException: Mock result schema validation error: ${text}`

  it('STRICT: required members, and the types of those that are there', async () => {
    expect(await checked({}, 'STRICT')).toBe(problem("Required field 'ExecutionArn' is missing"))
    expect(await checked({ ExecutionArn: 1, StartDate: '' }, 'STRICT')).toBe(
      problem("Field 'ExecutionArn' must be a string"),
    )
  })

  it('PRESENT: the types of members that are there', async () => {
    expect(await checked({}, 'PRESENT')).toBe(undefined)
    expect(await checked({ ExecutionArn: 1 }, 'PRESENT')).toBe(problem("Field 'ExecutionArn' must be a string"))
  })

  it('NONE: nothing but that it is JSON', async () => {
    expect(await checked({ ExecutionArn: 1 }, 'NONE')).toBe(undefined)
    expect(await checked([], 'NONE')).toBe(undefined)
  })
})

describe('any request', () => {
  const text = fc.oneof(fc.string(), fc.json(), fc.constantFrom('{}', '[]', '{"a":[1]}', 'null', '__proto__'))
  const state = fc.oneof(
    fc.constantFrom<unknown>(succeed, task, map, parallel, { ...map, ItemsPath: '$.a' }),
    asl(1).map((machine) => Object.values(Object(machine.States))[0]),
    asl(1),
    runnableMachine,
    fc.jsonValue(),
  )
  const request = fc.record(
    {
      definition: fc.oneof(
        state.map((value) => JSON.stringify(value) ?? ''),
        text,
      ),
      stateName: fc.oneof(fc.constantFrom('I', 'S', 'S0', 'a', '__proto__', 'constructor'), fc.string()),
      roleArn: fc.constantFrom('arn:aws:iam::123456789012:role/any', 'x'),
      input: text,
      variables: text,
      context: fc.oneof(text, fc.constantFrom('{"Execution":{"Id":"i"}}', '{"__proto__":{}}', '{"Task":{}}')),
      inspectionLevel: fc.constantFrom('INFO', 'DEBUG', 'TRACE'),
      revealSecrets: fc.boolean(),
      mock: fc.oneof(
        fc.jsonValue(),
        fc.record(
          {
            result: text,
            errorOutput: fc.record({ error: fc.string(), cause: fc.string() }, { requiredKeys: [] }),
            fieldValidationMode: fc.constantFrom('STRICT', 'PRESENT', 'NONE'),
          },
          { requiredKeys: [] },
        ),
      ),
      stateConfiguration: fc.oneof(
        fc.jsonValue(),
        fc.record(
          {
            retrierRetryCount: fc.integer(),
            errorCausedByState: fc.constantFrom('I', '__proto__'),
            mapIterationFailureCount: fc.nat(3),
            mapItemReaderData: text,
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: ['definition'] },
  )

  it('has a result or an error of the API', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (input) => {
        const { status, reply } = await send(input)
        expect(status === 200 ? reply.status : reply.__type).toEqual(expect.any(String))
        expect([200, 400]).toContain(status)
      }),
      { numRuns: 1000 },
    )
  })

  it.each([
    ['a Pass state', { Type: 'Pass', InputPath: '$[0]', Assign: { 'v.$': '$' }, End: true }, {}],
    ['a Map', { ...map, ItemSelector: { 'v.$': '$$.Map.Item.Value' } }, { mock: { result: '[]' } }],
    [
      'a distributed Map',
      { ...map, ItemProcessor: distributed, ItemBatcher: { MaxItemsPerBatch: 1 } },
      { mock: { result: '[]' } },
    ],
    ['a Task', { ...task, Parameters: { FunctionName: 'f', 'a.$': '$' } }, { mock: { result: '{}' } }],
  ])('of values nested too deeply has one too: %s', async (_, state, more) => {
    for (const depth of [999, 5000, 130_000]) {
      const deep = '['.repeat(depth) + ']'.repeat(depth)
      const members = { input: deep, variables: `{"v":${deep}}`, inspectionLevel: 'DEBUG', roleArn }
      const { status } = await send({ definition: JSON.stringify(state), ...members, ...more })
      expect([200, 400]).toContain(status)
    }
  })

  it('of a state that makes a value that cannot be written has one too', async () => {
    const Arguments = { a: '{% $reduce([1..20000], function($inner) { [[$inner]] }) %}', FunctionName: 'f' }
    const state = { Type: 'Task', QueryLanguage: 'JSONata', Resource: task.Resource, Arguments, End: true }
    expect(await test(state, { inspectionLevel: 'DEBUG', ...mock({}) })).toMatchObject({ status: 'FAILED' })
  })

  it('has the same result as before', async () => {
    await fc.assert(
      fc.asyncProperty(request, async (input) => {
        const [first, second] = [await send(input), await send(input)]
        expect(second.reply.status).toEqual(first.reply.status)
        expect(second.reply.message).toEqual(first.reply.message)
      }),
      { numRuns: 200 },
    )
  })
})
