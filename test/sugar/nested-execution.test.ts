import { describe, expect, test } from 'vitest'
import { awsEnvironment } from '../../src/arn.ts'
import { validate } from '../../src/dsl/validate.ts'
import { formatIssue } from '../../src/errors.ts'
import { desugar, resugar } from '../../src/sugar/desugar.ts'
import { virtualLocal } from '../support/virtual-local.ts'

const environment = awsEnvironment('us-east-1', '123456789012')
const parent = (fields: object = {}, queryLanguage = 'JSONPath') => ({
  name: 'parent',
  queryLanguage,
  startAt: 's',
  states: { s: { type: 'task', resource: 'machine/child', ...fields, end: true } },
})
const stateOf = (definition: object) => desugar(definition, environment).States.s

/** Runs a parent and a child that returns its input. */
const run = async (definition: object, input: unknown) => {
  const { ensureStateMachine, runExecution } = virtualLocal()
  await ensureStateMachine({ name: 'child', startAt: 'p', states: { p: { type: 'pass', end: true } } })
  await ensureStateMachine(definition as never)
  return (await runExecution('parent', { input })).output
}

const parentId = 'AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'
const executionArn = expect.stringMatching(/:execution:parent:/)

describe.each(['JSONPath', 'JSONata'])('machine/child in %s', (language) => {
  const payload = language === 'JSONata' ? 'arguments' : 'parameters'

  test("runs the child with the state's input and the id of the parent, and returns the child's output", async () => {
    expect(await run(parent({}, language), { x: 1 })).toEqual({ x: 1, [parentId]: executionArn })
  })

  test('runs the child with a payload', async () => {
    const value = language === 'JSONata' ? { y: '{% $states.input.x + 1 %}' } : { 'y.$': 'States.MathAdd($.x, 1)' }
    expect(await run(parent({ [payload]: value }, language), { x: 1 })).toEqual({ y: 2, [parentId]: executionArn })
  })

  test.each([
    ['no payload', {}],
    ['a payload', { [payload]: { a: 1 } }],
    ['an empty payload', { [payload]: {} }],
    ['a payload that is not an object', { [payload]: [1] }],
    ['a version', { resource: 'machine/child:3' }],
    ['a namespace', { resource: 'machine/shop/child' }],
    ['retry and catch', { retry: { errorEquals: 'X' }, assign: { v: 1 } }],
  ])('is its own canonical form with %s', (_, fields) => {
    const { name: _name, ...definition } = parent(fields, language)
    const literal = resugar(desugar(definition, environment), environment)
    expect(literal).toEqual(definition)
  })

  test('needs the AWS environment of its ARN', () => {
    const other = awsEnvironment('eu-west-1', '123456789012')
    const asl = desugar(parent({}, language), environment)
    const literal = resugar(asl, other)
    expect(literal.states.s).toHaveProperty('resource', 'states:startExecution.sync:2')
    expect(desugar(literal, other)).toEqual(asl)
  })

  test('is valid', () => {
    expect(validate(parent({ [payload]: { a: 1 } }, language))).toEqual([])
    expect(validate(parent({}, language))).toEqual([])
  })
})

test('the ASL of machine/child', () => {
  expect(stateOf(parent({ parameters: { a: 1 } }))).toEqual({
    Type: 'Task',
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: {
      StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child',
      Input: { a: 1, [`${parentId}.$`]: '$$.Execution.Id' },
    },
    OutputPath: '$.Output',
    End: true,
  })
})

test('a JSONata expression can be the input of a child', async () => {
  const definition = parent(
    { arguments: '{% $states.input.child %}', output: '{% $states.result.Status %}' },
    'JSONata',
  )
  expect(await run(definition, { child: { a: 1 } })).toBe('SUCCEEDED')
  expect(resugar(desugar(definition, environment), environment).states).toEqual(definition.states)
})

test('resultPath null keeps the input of the state', async () => {
  expect(await run(parent({ resultPath: null }), { x: 1 })).toEqual({ x: 1 })
})

test("resultSelector picks from the child's description", async () => {
  const fields = { resultSelector: { 'x.$': '$.Output.x' }, resultPath: '$.child' }
  expect(await run(parent(fields), { x: 1 })).toEqual({ x: 1, child: { x: 1 } })
})

test.each([['resultPath'], ['outputPath']])('%s without resultSelector is an error', (field) => {
  expect(validate(parent({ [field]: '$.child' })).map(formatIssue)).toEqual([
    `states.s.${field}: "${field}" of a nested execution needs "resultSelector"; for example resultSelector: { "output.$": "$.Output" }`,
  ])
})

test.each([
  ['without the output', { OutputPath: undefined }],
  [
    'with a name',
    { Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child', Name: 'n' } },
  ],
  [
    'without the id of the parent',
    { Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:123456789012:stateMachine:child', Input: { a: 1 } } },
  ],
])('a nested execution %s stays an integration', (_, fields) => {
  const asl = JSON.parse(JSON.stringify({ StartAt: 's', States: { s: { ...stateOf(parent()), ...fields } } }))
  const literal = resugar(asl, environment)
  expect(literal.states.s).toHaveProperty('resource', 'states:startExecution.sync:2')
  expect(desugar(literal, environment)).toEqual(asl)
})

test('problems have paths in the literal', () => {
  expect(validate(parent({ parameters: { 'a.$': 'x' } })).map(formatIssue)).toEqual([
    expect.stringContaining('states.s.parameters["a.$"]: '),
  ])
  expect(validate(parent(), { type: 'EXPRESS' }).map(formatIssue)).toEqual([
    'states.s.resource: an EXPRESS state machine cannot use ".sync"',
  ])
  expect(validate(parent({ resource: 'machine/a b' })).map(formatIssue)).toEqual([
    'states.s.resource: a name cannot contain " "',
  ])
})
