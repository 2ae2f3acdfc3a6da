import { describe, expect, test } from 'vitest'
import { type Diagnostic, type ValidateMachineOptions, validateMachine } from '../../src/specs/validate-machine.ts'

const diagnose = (definition: unknown, options?: ValidateMachineOptions) =>
  validateMachine(JSON.stringify(definition), options)
const line = ({ code, message, location }: Diagnostic) => `${code}: ${message} at ${location ?? null}`
const linesOf = (definition: unknown, options?: ValidateMachineOptions) =>
  diagnose(definition, options)
    .filter(({ severity }) => severity === 'ERROR')
    .map(line)

/** A machine of one state that ends. */
const only = (state: object) => ({ StartAt: 'S', States: { S: { End: true, ...state } } })
const task = (fields: object) =>
  only({ Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f', ...fields })
const choice = (...Choices: object[]) => ({
  StartAt: 'C',
  States: { C: { Type: 'Choice', Choices, Default: 'D' }, D: { Type: 'Succeed' } },
})
const inner = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
const map = (fields: object) => only({ Type: 'Map', ItemProcessor: inner, ...fields })

describe('a string that is not a definition', () => {
  test.each([
    ['', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object', undefined],
    ['[]', 'SCHEMA_VALIDATION_FAILED', 'Definition must be a valid JSON object', undefined],
    [
      'not a definition',
      'INVALID_JSON_DESCRIPTION',
      `Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)"not a definition"; line: 1, column: 4]`,
      '[Source: (String)"not a definition"; line: 1, column: 4]',
    ],
  ])('%j', (text, code, message, location) => {
    expect(validateMachine(text)).toEqual([{ severity: 'ERROR', code, message, ...(location ? { location } : {}) }])
  })

  test('nesting over the limit is reported', () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    expect(validateMachine(deep)).toMatchObject([{ code: 'TOO_DEEPLY_NESTED' }])
  })
})

const refused: [why: string, definition: unknown, line: string][] = [
  ['no fields', {}, 'SCHEMA_VALIDATION_FAILED: These fields are required: [States, StartAt] at /'],
  ['no start', { States: inner.States }, 'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /'],
  ['an unknown field', { ...inner, Foo: 1 }, "SCHEMA_VALIDATION_FAILED: Field 'Foo' is not supported at /"],
  [
    'an unknown version',
    { ...inner, Version: '2' },
    'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [1.0] at /Version',
  ],
  [
    'a state that is not an object',
    { StartAt: 'S', States: { S: null, E: { Type: 'Succeed' } } },
    'SCHEMA_VALIDATION_FAILED: Expected value of type [OBJECT] at /States/S',
  ],
  [
    'a variable that is not a string',
    choice({ Variable: ['$.a'], IsNull: true, Next: 'D' }),
    'SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /States/C/Choices[0]/Variable',
  ],
  [
    'an unknown type',
    { StartAt: 'S', States: { S: { Type: 'Foo' }, E: { Type: 'Succeed' } } },
    "SCHEMA_VALIDATION_FAILED: The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] at /States/S/Type",
  ],
  [
    'a field of another type',
    only({ Type: 'Pass', Seconds: 1 }),
    "SCHEMA_VALIDATION_FAILED: Field 'Seconds' is not supported at /States/S",
  ],
  [
    'no resource',
    only({ Type: 'Task' }),
    'SCHEMA_VALIDATION_FAILED: These fields are required: [Resource] at /States/S',
  ],
  [
    'next and end',
    only({ Type: 'Pass', Next: 'S' }),
    'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [Next, End] at /States/S',
  ],
  [
    'a field of JSONata',
    only({ Type: 'Pass', Output: 1 }),
    "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/S",
  ],
  [
    'a field of JSONPath',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', InputPath: '$.a' }) },
    "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONata', but field 'InputPath' is only supported for the 'JSONPath' QueryLanguage at /States/S",
  ],
  [
    'JSONPath within JSONata',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', QueryLanguage: 'JSONPath', Output: 1 }) },
    "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S",
  ],
  [
    'an unknown query language',
    { QueryLanguage: 'jsonata', ...inner },
    'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage',
  ],
  [
    'a query language of a processor',
    map({ ItemProcessor: { ...inner, QueryLanguage: 'JSONata' } }),
    "SCHEMA_VALIDATION_FAILED: Field 'QueryLanguage' is not supported at /States/S/ItemProcessor",
  ],
  [
    'no waiting time',
    only({ Type: 'Wait' }),
    'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S',
  ],
  [
    'two waiting times',
    only({ Type: 'Wait', Seconds: 1, SecondsPath: '$.a' }),
    'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [SecondsPath, Seconds, TimestampPath, Timestamp] at /States/S',
  ],
  [
    'a bad timestamp',
    only({ Type: 'Wait', Timestamp: '2026' }),
    'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp',
  ],
  [
    'a number that is too small',
    map({ MaxConcurrency: -1 }),
    'SCHEMA_VALIDATION_FAILED: Minimum value is 0 at /States/S/MaxConcurrency',
  ],
  [
    'a number that is too great',
    only({ Type: 'Wait', Seconds: 1e8 }),
    'SCHEMA_VALIDATION_FAILED: Maximum value is 99999999 at /States/S/Seconds',
  ],
  [
    'a text for a number',
    task({ TimeoutSeconds: 'x' }),
    'SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/S/TimeoutSeconds',
  ],
  [
    'an expression in JSONPath',
    task({ TimeoutSeconds: '{% 1 %}' }),
    'SCHEMA_VALIDATION_FAILED: Expected value of type Integer at /States/S/TimeoutSeconds',
  ],
  [
    'a number for a text',
    task({ Comment: 1 }),
    'SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /States/S/Comment',
  ],
  [
    'no branches',
    only({ Type: 'Parallel', Branches: [] }),
    'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Branches',
  ],
  [
    'a branch without a start',
    only({ Type: 'Parallel', Branches: [{ States: inner.States }] }),
    'SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /States/S/Branches[0]',
  ],
  [
    'no processor',
    only({ Type: 'Map' }),
    'SCHEMA_VALIDATION_FAILED: This object should have only one of the following fields: [ItemProcessor, Iterator] at /States/S',
  ],
  [
    'no errors to retry',
    task({ Retry: [{}] }),
    'SCHEMA_VALIDATION_FAILED: These fields are required: [ErrorEquals] at /States/S/Retry[0]',
  ],
  [
    'no name of an error',
    task({ Retry: [{ ErrorEquals: [] }] }),
    'SCHEMA_VALIDATION_FAILED: Value cannot be empty at /States/S/Retry[0]/ErrorEquals',
  ],
  [
    'States.ALL among others',
    task({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }] }),
    'SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals',
  ],
  [
    'States.ALL before others',
    task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['X'] }] }),
    'SCHEMA_VALIDATION_FAILED: States.ALL must appear alone and at end of list at /States/S/Retry[0]/ErrorEquals',
  ],
  [
    'an unknown jitter',
    task({ Retry: [{ ErrorEquals: ['X'], JitterStrategy: 'HALF' }] }),
    'SCHEMA_VALIDATION_FAILED: Value should be one of the following: [NONE, FULL] at /States/S/Retry[0]/JitterStrategy',
  ],
  [
    'a rule without a target',
    choice({ Variable: '$.a', IsNull: true }),
    'SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/C/Choices[0]',
  ],
  [
    'a rule without a test',
    choice({ Next: 'D' }),
    'SCHEMA_VALIDATION_FAILED: The object must have only one of the following fields, [And, Or, Not, Variable, Condition] at /States/C/Choices[0]',
  ],
  [
    'a target within a combination',
    choice({ Not: { Variable: '$.a', IsNull: true, Next: 'D' }, Next: 'D' }),
    "SCHEMA_VALIDATION_FAILED: Field 'Next' is not supported at /States/C/Choices[0]/Not",
  ],
  [
    'a variable that is no path',
    choice({ Variable: 'a', IsNull: true, Next: 'D' }),
    "SCHEMA_VALIDATION_FAILED: Value is not a Reference Path: Reference path didn't start with '$' at /States/C/Choices[0]/Variable",
  ],
  [
    'a text compared as a number',
    choice({ And: [{ Variable: '$.a', StringEquals: 1 }], Next: 'D' }),
    'SCHEMA_VALIDATION_FAILED: Expected value of type [STRING] at /States/C/Choices[0]/And[0]/StringEquals',
  ],
  [
    'a path that is none',
    only({ Type: 'Pass', InputPath: 'a' }),
    'SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/S/InputPath',
  ],
  [
    'a template without a path',
    only({ Type: 'Pass', Parameters: { b: { 'a.$': 'a' } } }),
    "SCHEMA_VALIDATION_FAILED: The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters/b",
  ],
  [
    'a resource that is no ARN',
    task({ Resource: 'add' }),
    'SCHEMA_VALIDATION_FAILED: Value is not a valid resource ARN at /States/S/Resource',
  ],
  [
    'a service without this action',
    task({ Resource: 'arn:aws:states:::dynamodb:query', Parameters: {} }),
    'SCHEMA_VALIDATION_FAILED: The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /States/S/Resource',
  ],
  [
    'a call without parameters',
    task({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
    'SCHEMA_VALIDATION_FAILED: Parameters field is required for resource ARN: arn:aws:states:::sqs:sendMessage at /States/S',
  ],
  [
    'credentials without a role',
    task({ Credentials: {} }),
    "SCHEMA_VALIDATION_FAILED: The field 'RoleArn' is required but was missing at /States/S/Credentials",
  ],
  [
    'a distributed map without a type',
    map({ ItemProcessor: { ...inner, ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
    'SCHEMA_VALIDATION_FAILED: These fields are required: [ExecutionType] at /States/S/ItemProcessor/ProcessorConfig',
  ],
  [
    'an unknown reader',
    map({ ItemReader: { Resource: 'arn:aws:states:::s3:put' } }),
    "SCHEMA_VALIDATION_FAILED: The field 'Resource' does not match any of the allowed values at /States/S/ItemReader/Resource",
  ],
  [
    'a writer without a place',
    map({ ResultWriter: { Resource: 'arn:aws:states:::s3:putObject' } }),
    'SCHEMA_VALIDATION_FAILED: These fields are required: [Parameters] at /States/S/ResultWriter',
  ],
  [
    'a name in JSONata',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: { v: '{% phone %}' } }) },
    "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/S/Output/v",
  ],
  [
    'bad JSONata',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: '{% [1 %}' }) },
    'INVALID_JSONATA_EXPRESSION: Expected "]" before end of expression at /States/S/Output',
  ],
  [
    'an error output outside a catcher',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: '{% $states.errorOutput %}' }) },
    "UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.errorOutput' does not exist. at /States/S/Output",
  ],
  [
    'an open expression',
    { QueryLanguage: 'JSONata', ...only({ Type: 'Pass', Output: '{% 1' }) },
    'SCHEMA_VALIDATION_FAILED: JSONata string must start with {% and end with %} at /States/S/Output',
  ],
  [
    'a reserved variable',
    only({ Type: 'Pass', Assign: { states: 1 } }),
    "RESERVED_VARIABLE_NAME: Cannot assign to reserved variable '$states'. at /States/S/Assign/states",
  ],
  [
    'a bad name of a variable',
    only({ Type: 'Pass', Assign: { 'a-b': 1 } }),
    "INVALID_VARIABLE_NAME: Invalid variable name 'a-b': the variable name contains invalid characters. at /States/S/Assign/a-b",
  ],
  [
    'a missing target',
    { StartAt: 'S', States: { S: { Type: 'Pass', Next: 'X' }, E: { Type: 'Succeed' } } },
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/Next",
  ],
  [
    'a missing default',
    {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'D' }], Default: 'X' },
        D: { Type: 'Succeed' },
      },
    },
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/C/Default",
  ],
  [
    'a missing start of a processor',
    map({ ItemProcessor: { StartAt: 'X', States: inner.States } }),
    "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/S/ItemProcessor/StartAt",
  ],
  [
    'a state that nothing leads to',
    { StartAt: 'S', States: { S: { Type: 'Succeed' }, 'a/b': { Type: 'Succeed' } } },
    'MISSING_TRANSITION_TARGET: State "a/b" is not reachable. at /States/a/b',
  ],
  [
    'no end',
    { StartAt: 'S', States: { S: { Type: 'Pass', Next: 'S' } } },
    'MISSING_END_STATE: Workflow has no terminal state at null',
  ],
  [
    'a name that is too long',
    { StartAt: 's'.repeat(81), States: { ['s'.repeat(81)]: { Type: 'Succeed' } } },
    `INVALID_STATE_NAME: State name '${'s'.repeat(81)}' exceeds the 80-character limit allowed by the service at /States/${'s'.repeat(81)}`,
  ],
  [
    'a name twice',
    map({ ItemProcessor: { StartAt: 'S', States: { S: { Type: 'Succeed' } } } }),
    'DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/ItemProcessor/States/S',
  ],
  ['a bad label', map({ Label: 'a b' }), 'INVALID_LABEL_NAME: Invalid Label name: a b at /States/S/Label'],
]

describe("an invalid definition has AWS's error", () => {
  test.each(refused)('%s', (_, definition, expected) => {
    expect(linesOf(definition)).toContain(expected)
  })
})

describe('the order and scope of diagnostics', () => {
  test('missing targets come before unreachable states', () => {
    const machine = {
      StartAt: 'pass1',
      States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: { Type: 'Pass', End: true } },
    }
    expect(linesOf(machine)).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next",
      'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2',
    ])
  })

  test('a missing start makes every state unreachable', () => {
    expect(linesOf({ StartAt: 'X', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } })).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /StartAt",
      'MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A',
      'MISSING_TRANSITION_TARGET: State "B" is not reachable. at /States/B',
    ])
  })

  test('a machine without a terminal state is not checked for unreachable states', () => {
    const machine = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' }, B: { Type: 'Pass', Next: 'X' } } }
    expect(linesOf(machine)).toEqual([
      "MISSING_TRANSITION_TARGET: Missing 'Next' target: X at /States/B/Next",
      'MISSING_END_STATE: Workflow has no terminal state at null',
    ])
  })

  test('a branch needs no terminal state', () => {
    const loop = { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'I' } } }
    expect(linesOf(only({ Type: 'Parallel', Branches: [loop] }))).toEqual([])
  })

  test('states inside a map inherit the query language of the machine, not of the map', () => {
    const machine = map({ QueryLanguage: 'JSONata', Items: '{% [1] %}' })
    expect(linesOf(machine)).toEqual([])
  })
})

describe('an EXPRESS state machine', () => {
  const express = { type: 'EXPRESS' } as const
  test.each([
    [
      'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      "Express state machine does not support '.waitForTaskToken' service integration ",
    ],
    [
      'arn:aws:states:::states:startExecution.sync:2',
      "Express state machine does not support '.sync' service integration",
    ],
    ['arn:aws:states:us-east-1:123456789012:activity:a', 'Express state machine does not support Activity ARN'],
  ])('does not wait: %s', (Resource, message) => {
    const Parameters = { QueueUrl: 'q', MessageBody: 'm', StateMachineArn: 'm' }
    expect(diagnose(task({ Resource, Parameters }), express)).toContainEqual({
      severity: 'ERROR',
      code: 'SCHEMA_VALIDATION_FAILED',
      message,
      location: '/States/S/Resource',
    })
    expect(linesOf(task({ Resource, Parameters }))).toEqual([])
  })

  test('cannot have a Distributed Map', () => {
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' }
    expect(linesOf(map({ ItemProcessor: { ...inner, ProcessorConfig } }), express)).toEqual([
      "SCHEMA_VALIDATION_FAILED: The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/S/ItemProcessor/ProcessorConfig/Mode",
    ])
  })
})

describe('warnings', () => {
  test.each([
    ['a path without a dollar', only({ Type: 'Pass', Parameters: { a: '$.b' } }), 'NO_DOLLAR', '/States/S/Parameters'],
    [
      'a path in a result',
      only({ Type: 'Pass', Result: { 'a.$': '$.b' } }),
      'PASS_RESULT_IS_STATIC',
      '/States/S/Result',
    ],
    [
      'a task token that is not passed on',
      task({
        Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
        Parameters: { QueueUrl: 'q', MessageBody: 'm' },
      }),
      'MISSING_TASK_TOKEN',
      '/States/S',
    ],
    [
      'a variable that no state assigns',
      only({ Type: 'Pass', Parameters: { 'a.$': '$v' } }),
      'POSSIBLY_UNDEFINED_VARIABLE',
      '/States/S',
    ],
  ])('%s', (_, definition, code, location) => {
    expect(diagnose(definition)).toEqual([expect.objectContaining({ severity: 'WARNING', code, location })])
  })

  test('a variable counts as assigned if some path to the state assigns it', () => {
    const machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { v: 1 }, Next: 'B' },
        B: {
          Type: 'Map',
          ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', InputPath: '$v', End: true } } },
          Next: 'C',
        },
        C: { Type: 'Pass', Parameters: { 'x.$': "States.Format('{}', $v)" }, End: true },
      },
    }
    expect(diagnose(machine)).toEqual([])
  })

  test('a variable of an outer scope cannot be assigned in an inner one', () => {
    const inside = { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { v: 2 }, End: true } } }
    const machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { v: 1 }, Next: 'B' },
        B: { Type: 'Parallel', Branches: [inside], End: true },
      },
    }
    expect(diagnose(machine)).toMatchObject([
      {
        severity: 'ERROR',
        message: "The variable name 'v' was already defined in a parent scope.",
        location: '/States/B/Branches[0]/States/I',
      },
    ])
  })

  test('a child execution of a Distributed Map begins without variables', () => {
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }
    const reading = { ProcessorConfig, StartAt: 'I', States: { I: { Type: 'Pass', InputPath: '$v', End: true } } }
    const machine = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { v: 1 }, Next: 'B' },
        B: { Type: 'Map', ItemProcessor: reading, End: true },
      },
    }
    expect(diagnose(machine)).toMatchObject([
      { code: 'POSSIBLY_UNDEFINED_VARIABLE', location: '/States/B/ItemProcessor/States/I' },
    ])
  })
})
