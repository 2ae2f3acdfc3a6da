import { describe, expect, test } from 'vitest'
import { validate } from '../../src/dsl/validate.ts'
import { formatIssue } from '../../src/errors.ts'
import { validateMachine } from '../../src/specs/validate-machine.ts'
import { desugar } from '../../src/sugar/desugar.ts'

const only = (state: object) => ({ startAt: 's', states: { s: { end: true, ...state } } })
const task = (fields: object) => only({ type: 'task', resource: 'lambda/f', ...fields })
const inJsonata = (definition: object) => ({ queryLanguage: 'JSONata', ...definition })
const token = { resource: 'sqs:sendMessage.waitForTaskToken' }
const message = { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' }
const map = (fields: object, processorConfig?: object) =>
  only({
    type: 'map',
    itemProcessor: {
      startAt: 'p',
      states: { p: { type: 'pass', end: true } },
      ...(processorConfig && { processorConfig }),
    },
    ...fields,
  })
const reader = { itemReader: { resource: 's3:getObject', parameters: { Bucket: 'b', Key: 'k' } } }

const advised: [why: string, definition: object, line: string][] = [
  [
    'an unknown error name of Step Functions',
    task({ retry: { errorEquals: ['Mine', 'States.Tmeout'] } }),
    'states.s.retry.errorEquals[1]: Step Functions has no error named "States.Tmeout"; did you mean "States.Timeout"?',
  ],
  [
    'a choice without default',
    {
      startAt: 'c',
      states: { c: { type: 'choice', choices: [{ condition: '$.x', next: 'd' }] }, d: { type: 'succeed' } },
    },
    'states.c: the execution fails if no rule of this choice matches; add "default"',
  ],
  [
    'an expression without delimiters',
    inJsonata(only({ type: 'pass', output: '$states.input.x' })),
    'states.s.output: "$states.input.x" is a string, not an expression; write "{% $states.input.x %}"',
  ],
  [
    'a JSONPath in JSONata',
    inJsonata(task({ arguments: { a: ['$.x'] } })),
    'states.s.arguments.a[0]: "$.x" is a string, not an expression; write "{% $.x %}"',
  ],
  [
    'a task token without a time limit',
    task({ ...token, parameters: message }),
    'states.s: this task waits for its token without a time limit; add "timeoutSeconds" or "heartbeatSeconds"',
  ],
  [
    'credentials that are a string',
    task({ credentials: 'x' }),
    'states.s.credentials: expected an object with "RoleArn", found "x"',
  ],
  [
    'an item reader of an inline map',
    map(reader),
    'states.s.itemReader: a map in mode INLINE ignores "itemReader"; set processorConfig: { mode: "DISTRIBUTED", executionType: "STANDARD" }',
  ],
]

test.each(advised)('%s is a warning', (_, definition, line) => {
  const issues = validate(definition)
  expect(issues.map(formatIssue)).toEqual([line])
  expect(issues.map(({ severity }) => severity)).toEqual(['warning'])
})

test.each(advised)('%s is not a diagnostic of AWS', (_, definition) => {
  expect(validateMachine(JSON.stringify(desugar(definition)))).toEqual([])
})

test.each([
  ['an error name of the user', task({ retry: { errorEquals: ['Tmeout', 'States.Http.StatusCode.404'] } })],
  ['a price in JSONata', inJsonata(only({ type: 'pass', output: { a: '$100', b: 'costs $x' } }))],
  ['a task token with a heartbeat', task({ ...token, parameters: message, heartbeatSeconds: 60 })],
  ['credentials in JSONata', inJsonata(task({ credentials: '{% $states.input.c %}' }))],
  ['an item reader of a distributed map', map(reader, { mode: 'DISTRIBUTED', executionType: 'STANDARD' })],
])('%s is no warning', (_, definition) => {
  expect(validate(definition)).toEqual([])
})

const call = (resource: string, parameters: object = {}) => only({ type: 'task', resource, parameters })

test.each([
  ['aws-sdk:s3:getObjekt', '"aws-sdk:s3" has no action "getObjekt"; did you mean "getObject"?'],
  ['aws-sdk:s3:GetObject', '"aws-sdk:s3" has no action "GetObject"; did you mean "getObject"?'],
  ['aws-sdk:s4:getObject', 'Step Functions has no service "aws-sdk:s4"; did you mean "aws-sdk:s3"?'],
  ['aws-sdk:sts:assumeRole', 'Step Functions does not support "aws-sdk:sts:assumeRole"'],
  ['athena:startQuery', '"athena" has no action "startQuery"'],
  [
    'codebuild:stopBuild.sync',
    '"codebuild:stopBuild" does not start a job that ".sync" could wait for; write "codebuild:stopBuild"',
  ],
])('the resource %s is a warning', (resource, line) => {
  const issues = validate(call(resource))
  expect(issues.map(formatIssue)).toEqual([`states.s.resource: ${line}`])
  expect(issues.map(({ severity }) => severity)).toEqual(['warning'])
})

test('every pattern that an action offers is no warning', () => {
  for (const resource of ['athena:startQueryExecution.sync', 'eks:runJob.sync', 'aws-sdk:scheduler:createSchedule'])
    expect(validate(call(resource))).toEqual([])
})

const queue = 'https://sqs.us-east-1.amazonaws.com/123456789012/orders'

test.each([
  ['parameters', 'key.$', call('aws-sdk:s3:getObject', { bucket: 'b', 'key.$': '$.k', Range: 'r' })],
  [
    'arguments',
    'key',
    inJsonata(only({ type: 'task', resource: 'aws-sdk:s3:getObject', arguments: { bucket: 'b', key: 'k' } })),
  ],
])('members of a request in lower case are warnings in %s', (field, key, definition) => {
  const problem = (name: string, correct: string) =>
    `Step Functions does not know "${name}": the members of a request begin with a capital letter; write "${correct}"`
  expect(validate(definition).map(({ path, message, hint }) => [path, `${message}; ${hint}`])).toEqual([
    [['states', 's', field, 'bucket'], problem('bucket', 'Bucket')],
    [['states', 's', field, key], problem(key, key.replace('k', 'K'))],
  ])
})

test.each([
  ['sqs:sendMessage', { QueueUrl: queue, MessageBody: 'm', DelaySecond: 1 }, 'DelaySeconds'],
  ['aws-sdk:s3:getObject', { Buckt: 'b', Key: 'k' }, 'Bucket'],
  ['lambda:invoke', { FunctionName: 'f', 'Paylod.$': '$' }, 'Payload'],
])('a misspelt member of a request to %s is a warning', (resource, parameters, correct) => {
  const [issue, ...others] = validate(call(resource, parameters))
  expect(issue).toMatchObject({ code: 'UNKNOWN_REQUEST_MEMBER', severity: 'warning' })
  expect(issue?.hint).toBe(`did you mean "${correct}"?`)
  expect(others).toEqual([])
})

test('the input of an activity or a Lambda function has members of any case', () => {
  for (const resource of ['activity/a', 'lambda/f', 'machine/m'])
    expect(validate(call(resource, { bucket: 'b' }))).toEqual([])
})

describe('a variable that only some paths assign', () => {
  const branching = (left: object, right: object = {}) => ({
    startAt: 'which',
    states: {
      which: { type: 'choice', choices: [{ condition: '$.x', next: 'left', ...right }], default: 'read' },
      left: { type: 'pass', ...left, next: 'read' },
      read: { type: 'pass', parameters: { 'a.$': '$v' }, end: true },
    },
  })
  const warning =
    'states.read: reads $v, which only some of the paths to this state assign; assign it on every path, for example in the first state'

  test('is a warning', () => {
    expect(validate(branching({ assign: { v: 1 } })).map(formatIssue)).toEqual([warning])
    expect(validate(branching({}, { assign: { v: 1 } })).map(formatIssue)).toEqual([warning])
  })

  test('is no warning if every path assigns it', () => {
    const definition = branching({ assign: { v: 1 } })
    const which = { ...definition.states.which, assign: { v: 2 } }
    expect(validate({ ...definition, states: { ...definition.states, which } })).toEqual([])
  })

  test('is a warning after a catch, because a failed task assigns nothing', () => {
    const definition = {
      startAt: 't',
      states: {
        t: { type: 'task', resource: 'lambda/f', assign: { v: 1 }, catch: { next: 'read' }, next: 'read' },
        read: { type: 'pass', parameters: { 'a.$': '$v' }, end: true },
      },
    }
    expect(validate(definition).map(formatIssue)).toEqual([warning])
    const caught = { ...definition.states.t, catch: { next: 'read', assign: { v: 2 } } }
    expect(validate({ ...definition, states: { ...definition.states, t: caught } })).toEqual([])
  })

  test('is found in a branch', () => {
    const { states } = branching({ assign: { v: 1 } })
    const inner = { startAt: 'i', states: { i: { type: 'pass', parameters: { 'a.$': '$v' }, end: true } } }
    const definition = {
      startAt: 'which',
      states: { ...states, read: { type: 'parallel', branches: [inner], end: true } },
    }
    expect(validate(definition).map(({ path }) => path.join('.'))).toEqual(['states.read.branches.0.states.i'])
  })
})
