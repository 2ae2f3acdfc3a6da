import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { pass, roleArn, virtualEngine } from '../../support/virtual-engine.ts'

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
    expect(await refused('TestState', {})).toMatch(/'TestState' is not offered by this engine/)
    expect(await call(undefined, '{}')).toMatchObject({ status: 400, __type: 'UnknownOperationException' })
    expect(await refused('constructor', {})).toMatch(/UnknownOperationException/)
  })

  it('replies to any input', async () => {
    const operations = fc.constantFrom(
      'CreateStateMachine',
      'StartExecution',
      'SendTaskSuccess',
      'ListExecutions',
      'TagResource',
      'GetExecutionHistory',
      'CreateStateMachineAlias',
    )
    const member = fc.constantFrom(
      'name',
      'definition',
      'roleArn',
      'stateMachineArn',
      'executionArn',
      'resourceArn',
      'tags',
      'taskToken',
      'nextToken',
      'maxResults',
      'input',
      'routingConfiguration',
      '__proto__',
    )
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('arn:', 'arn:aws:states:us-east-1:123456789012:stateMachine:x:1', roleArn, pass),
    )
    await fc.assert(
      fc.asyncProperty(operations, fc.dictionary(member, value), async (operation, input) => {
        const { status } = await call(operation, JSON.stringify(input))
        expect([200, 400]).toContain(status)
      }),
      { numRuns: 500 },
    )
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
