import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { operations } from '../../../src/engine/api/operations.ts'
import { machineOf, pass, roleArn, virtualEngine } from '../../support/virtual-engine.ts'

const { engine } = virtualEngine()
afterAll(() => engine.close())

/** A call as it goes over the wire. */
const call = async (operation: string | undefined, body: string) => {
  const headers: Record<string, string> =
    operation === undefined ? {} : { 'x-amz-target': `AWSStepFunctions.${operation}` }
  const request = { method: 'POST', hostname: 'localhost', path: '/', headers, body }
  const { response } = await engine.requestHandlers.sfn.handle(request)
  return { status: response.statusCode, ...JSON.parse(response.body.toString()) }
}
/** The members of all operations' inputs. */
const member = fc.constantFrom(
  ...['name', 'definition', 'roleArn', 'stateMachineArn', 'stateMachineAliasArn', 'stateMachineVersionArn'],
  ...[
    'executionArn',
    'mapRunArn',
    'activityArn',
    'resourceArn',
    'tags',
    'tagKeys',
    'taskToken',
    'nextToken',
    'maxResults',
  ],
  ...['input', 'output', 'error', 'cause', 'routingConfiguration', 'loggingConfiguration', 'encryptionConfiguration'],
  ...['maxConcurrency', 'revisionId', 'statusFilter', 'type', 'severity', 'publish', 'traceHeader', '__proto__'],
)
/** Values that pass for one member or another, and values that are hostile to code that converts them to strings. */
const value: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom('arn:', 'arn:aws:states:us-east-1:123456789012:stateMachine:x:1', roleArn, pass, 'STANDARD', 1, true),
  fc.constantFrom({ toString: 0 }, { valueOf: {} }, [{ key: { toString: null } }], {
    level: 'ALL',
    destinations: [{}],
  }),
)
const refused = async (operation: string, input: object) => {
  const { status, __type, message } = await call(operation, JSON.stringify(input))
  expect(status).toBe(400)
  return `${__type}: ${message}`
}

describe('the protocol of Step Functions', () => {
  it('reads and writes JSON', async () => {
    const created = await call('CreateActivity', '{"name":"add"}')
    expect(created).toEqual({
      status: 200,
      activityArn: 'arn:aws:states:us-east-1:123456789012:activity:add',
      creationDate: Date.UTC(2026, 0, 1) / 1000,
    })
  })

  it('reads an empty body as an empty input, and ignores members that are null', async () => {
    expect(await call('ListStateMachines', '')).toEqual({ status: 200, stateMachines: [] })
    expect(await call('ListStateMachines', '{"maxResults":null}')).toEqual({ status: 200, stateMachines: [] })
  })

  it('rejects a body that is not JSON and reports the position', async () => {
    expect(await call('ListActivities', '{"maxResults": 1')).toMatchObject({
      status: 400,
      __type: 'SerializationException',
      message: 'The request is not JSON: Unexpected end-of-input: expected close marker for Object',
    })
    expect(await call('ListActivities', '[]')).toMatchObject({ status: 400, __type: 'SerializationException' })
  })

  it('rejects unknown operations and lists those that it offers', async () => {
    expect(await refused('Fly', {})).toMatch(
      /^UnknownOperationException: 'Fly' is not an operation of Step Functions; expected one of .*StartExecution/,
    )
    expect(await call(undefined, '{}')).toMatchObject({ status: 400, __type: 'UnknownOperationException' })
    expect(await refused('constructor', {})).toMatch(/UnknownOperationException/)
  })

  it('replies to any input of any operation without a failure of its own', async () => {
    const names = fc.constantFrom(...[...operations.keys()].filter((name) => !operations.get(name)?.blocks))
    await fc.assert(
      fc.asyncProperty(names, fc.dictionary(member, value), async (operation, input) => {
        const { status } = await call(operation, JSON.stringify(input))
        expect([200, 400]).toContain(status)
      }),
      { numRuns: 2000 },
    )
  })

  it('replies to any input of operations that wait', async () => {
    const names = fc.constantFrom('StartSyncExecution', 'GetActivityTask')
    await fc.assert(
      fc.asyncProperty(names, fc.dictionary(member, value), async (operation, input) => {
        const { status } = await call(operation, JSON.stringify(input))
        expect([200, 400]).toContain(status)
      }),
      { numRuns: 200 },
    )
  })

  it.each([
    ['a list', '['.repeat(200_000) + ']'.repeat(200_000)],
    ['an unfinished list', '['.repeat(200_000)],
    ['an unfinished object', '{"a":'.repeat(200_000)],
    ['a member', `{"nextToken":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
  ])('rejects a body that is nested very deeply: %s', async (_, body) => {
    expect(await call('ListActivities', body)).toMatchObject({ status: 400, __type: 'SerializationException' })
  })

  it.each([
    `{"StartAt":"A","States":{"A":{"Type":"Pass","Result":${'['.repeat(100_000)}${']'.repeat(100_000)},"End":true}}}`,
    machineOf({ Type: 'Pass', InputPath: `$${'[?(@.a'.repeat(50_000)}${')]'.repeat(50_000)}`, End: true }),
    machineOf({
      Type: 'Pass',
      Parameters: { 'a.$': `${'States.Array('.repeat(50_000)}1${')'.repeat(50_000)}` },
      End: true,
    }),
    machineOf({
      Type: 'Pass',
      QueryLanguage: 'JSONata',
      Output: `{% ${'('.repeat(50_000)}1${')'.repeat(50_000)} %}`,
      End: true,
    }),
  ])('rejects a definition that is nested very deeply: %.60s', async (definition) => {
    const created = await call('CreateStateMachine', JSON.stringify({ name: 'deep', definition, roleArn }))
    expect(created).toMatchObject({ status: 400, __type: 'InvalidDefinition' })
    const { result } = await call('ValidateStateMachineDefinition', JSON.stringify({ definition }))
    expect(result).toBe('FAIL')
  })
})

describe('a value out of bounds is rejected with the message of AWS', () => {
  const versions = (count: number, weight: number) =>
    Array.from({ length: count }, (_, i) => ({ stateMachineVersionArn: `arn:v:${i + 1}`, weight }))

  it.each([
    [
      'ListStateMachines',
      { maxResults: 1001 },
      "Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000",
    ],
    [
      'ListActivities',
      { nextToken: '' },
      "Value '' at 'nextToken' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ],
    [
      'CreateActivity',
      { name: 'x'.repeat(81) },
      `Value '${'x'.repeat(81)}' at 'name' failed to satisfy constraint: Member must have length less than or equal to 80`,
    ],
    ['CreateActivity', {}, "Value null at 'name' failed to satisfy constraint: Member must not be null"],
    [
      'ListExecutions',
      { statusFilter: 'done' },
      "Value 'done' at 'statusFilter' failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]",
    ],
    [
      'CreateStateMachineAlias',
      { name: '12', routingConfiguration: versions(1, 100) },
      "Value '12' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: ^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$",
    ],
    [
      'CreateStateMachineAlias',
      { name: 'a', routingConfiguration: versions(1, 101) },
      "Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100",
    ],
    [
      'CreateStateMachineAlias',
      { name: 'a', routingConfiguration: versions(3, 1) },
      "Value '[RoutingConfigurationListItem(stateMachineVersionArn=arn:v:1, weight=1), RoutingConfigurationListItem(stateMachineVersionArn=arn:v:2, weight=1), RoutingConfigurationListItem(stateMachineVersionArn=arn:v:3, weight=1)]' at 'routingConfiguration' failed to satisfy constraint: Member must have length less than or equal to 2",
    ],
    [
      'SendTaskFailure',
      { taskToken: 'secret', error: 'e'.repeat(257) },
      "Value at 'error' failed to satisfy constraint: Member must have length less than or equal to 256",
    ],
  ])('%s %o', async (operation, input, message) => {
    expect(await refused(operation, input)).toBe(`ValidationException: 1 validation error detected: ${message}`)
  })

  it('together with all others', async () => {
    expect(await refused('ListActivities', { maxResults: -1, nextToken: '' })).toMatch(
      /^ValidationException: 2 validation errors detected: Value '-1' at 'maxResults' .*; Value '' at 'nextToken' /,
    )
  })

  it.each([
    [{ name: 7 }, "NUMBER_VALUE can not be converted to string at 'name'"],
    [{ name: ['a'] }, "Start of list found where not expected at 'name'"],
    [{ name: {} }, "Start of structure or map found where not expected at 'name'"],
    [{ name: 'a', tags: [{ key: true }] }, "TRUE_VALUE can not be converted to string at 'tags.1.member.key'"],
  ])('like a value of the wrong type: %o', async (input, message) => {
    expect(await refused('CreateActivity', input)).toBe(`SerializationException: ${message}`)
  })
})
