import { describe, expect, test } from 'vitest'
import { parseDefinition, validate } from '../../src/dsl/validate.ts'
import { DefinitionError, formatIssue } from '../../src/errors.ts'
import { resugar } from '../../src/sugar/desugar.ts'

const linesOf = (definition: unknown) => validate(definition).map(formatIssue)

/** A machine of one state that ends. */
const only = (state: object) => ({ startAt: 's', states: { s: { end: true, ...state } } })
const task = (fields: object) => only({ type: 'task', resource: 'add', ...fields })
const choice = (condition: unknown) => ({
  startAt: 'c',
  states: { c: { type: 'choice', choices: [{ condition, next: 'd' }], default: 'd' }, d: { type: 'succeed' } },
})

describe('the issue for', () => {
  test.each<[why: string, definition: unknown, line: string]>([
    ['an unknown field', task({ resurce: 'x' }), 'states.s.resurce: unknown field "resurce"; did you mean "resource"?'],
    [
      'a field of another type',
      only({ type: 'pass', seconds: 1 }),
      'states.s.seconds: "seconds" is not a field of a pass state',
    ],
    [
      'an unknown type',
      { startAt: 's', states: { s: { type: 'tsk' }, e: { type: 'succeed' } } },
      'states.s.type: unknown state type "tsk"; did you mean "task"?',
    ],
    ['a missing field', only({ type: 'task' }), 'states.s.resource: required, but missing'],
    ['a wrong type', task({ comment: 1 }), 'states.s.comment: expected a string, found 1'],
    [
      'a number out of range',
      task({ retry: { maxAttempts: -1 } }),
      'states.s.retry.maxAttempts: expected 0 or more, found -1',
    ],
    ['a fraction', task({ timeoutSeconds: 1.5 }), 'states.s.timeoutSeconds: expected a whole number, found 1.5'],
    [
      'a string instead of a number',
      task({ timeoutSeconds: 'x' }),
      'states.s.timeoutSeconds: expected a number or an expression such as "{% $states.input.n %}", found "x"',
    ],
    [
      'an unknown value',
      task({ retry: [{ jitterStrategy: 'FUL' }] }),
      'states.s.retry[0].jitterStrategy: expected one of "NONE", "FULL", found "FUL"; did you mean "FULL"?',
    ],
    [
      'a missing target',
      { startAt: 'review', states: { review: { type: 'pass', next: 'shpi' }, ship: { type: 'succeed' } } },
      'states.review.next: no state named "shpi"; did you mean "ship"?',
    ],
    ['a missing target of one catcher', task({ catch: { next: 'S' } }), 'states.s.catch.next: no state named "S"'],
    [
      'a missing target of an array of catchers',
      task({ catch: [{ next: 'x' }] }),
      'states.s.catch[0].next: no state named "x"',
    ],
    [
      'a name that could not be read back',
      only({ type: 'task', resource: 'a/b__c' }),
      'states.s.resource: "a/b__c" mixes "/" and "__": AWS stores "/" as "__", so the name could not be read back',
    ],
    [
      'two names of one activity',
      {
        startAt: 'a',
        states: {
          a: { type: 'task', resource: 'a/b', next: 's' },
          s: { type: 'task', resource: 'a__b', end: true },
        },
      },
      'states.s.resource: "a__b" and "a/b" are the same activity on AWS, where "/" is stored as "__"; rename one of them',
    ],
    [
      'a name that AWS does not allow',
      only({ type: 'task', resource: 'a b' }),
      'states.s.resource: a name cannot contain " "',
    ],
    [
      'an empty function name',
      only({ type: 'task', resource: 'lambda/' }),
      'states.s.resource: expected the name of a Lambda function after "lambda/", optionally with ":" and a version or alias, found ""',
    ],
    [
      'an unknown action of a service',
      only({ type: 'task', resource: 'sqs:sendMesage' }),
      'states.s.resource: Step Functions has no integration "sqs:sendMesage"; did you mean "sqs:sendMessage"?',
    ],
    [
      'a field of JSONata',
      only({ type: 'pass', output: 1 }),
      'states.s.output: a field of JSONata, but the query language of this state is JSONPath',
    ],
    ['two exclusive fields', only({ type: 'pass', next: 's' }), 'states.s.end: only one of "next" or "end" is allowed'],
    [
      'none of the required fields',
      only({ type: 'wait' }),
      'states.s: needs "secondsPath" or "seconds" or "timestampPath" or "timestamp"',
    ],
    [
      'a field given twice',
      task({ Resource: 'arn:aws:lambda:r:1:function:f' }),
      'states.s.Resource: given twice: as "resource" and as "Resource"',
    ],
    [
      'an unreachable state',
      { startAt: 'a', states: { a: { type: 'succeed' }, 'in review': { type: 'succeed' } } },
      'states["in review"]: no transition leads to this state',
    ],
    [
      'an unknown operator',
      choice(['and', ['=>', '$.a', 1]]),
      'states.c.choices[0].condition[1][0]: unknown operator "=>"; did you mean ">="?',
    ],
    [
      'an operand of the wrong type',
      choice(['<', '$.a', true]),
      'states.c.choices[0].condition[2]: "<" compares with a string, a number or a Date, found true',
    ],
    [
      'an operand that is not a path',
      choice(['=', 'a', 1]),
      'states.c.choices[0].condition[1]: expected a path that begins with "$", found "a"',
    ],
    [
      'an expression string without a path',
      choice('total > 3'),
      'states.c.choices[0].condition: column 1: expected a path, "not", "(" or an operator such as isPresent(…), found "total"',
    ],
    [
      'an unknown operator in an expression string',
      choice('$.a = 1 or startWith($.b, "x")'),
      'states.c.choices[0].condition: unknown operator "startWith"',
    ],
    ['a missing condition', choice(undefined), 'states.c.choices[0].condition: required, but missing'],
    [
      'an unknown field of a condition',
      choice({ variable: '$.a', numericEqual: 1 }),
      'states.c.choices[0].condition.numericEqual: unknown field "numericEqual"; did you mean "numericEquals"?',
    ],
    [
      'an invalid path in a condition',
      choice(['=', '$.a[', 1]),
      "states.c.choices[0].condition[1]: expected ']', found the end at column 4 of $.a[",
    ],
  ])('%s', (_, definition, line) => {
    expect(linesOf(definition)).toContain(line)
  })

  test('lists every problem in the order of the definition', () => {
    const definition = {
      startAt: 'a',
      states: {
        a: { type: 'task', resurce: 'x', next: 'bb' },
        b: { type: 'wait', seconds: -1, next: 'c' },
        c: { type: 'choice', choices: [{ condition: ['~', '$.x', 1], next: 'a' }], default: 'f' },
        d: { type: 'sucede' },
        e: { type: 'succeed' },
      },
    }
    expect(validate(definition).map(({ path }) => path.join('.'))).toEqual([
      'states.a.resurce',
      'states.a.next',
      'states.a.resource',
      'states.b',
      'states.b.seconds',
      'states.c',
      'states.c.choices.0.condition.0',
      'states.c.default',
      'states.d',
      'states.d.type',
      'states.e',
    ])
  })

  test('reports each problem once', () => {
    expect(linesOf(choice({ variable: '$.a', numericEqual: 1 }))).toHaveLength(1)
    expect(linesOf(choice(['numericEquals', '$.a', 'x']))).toHaveLength(1)
  })
})

describe('an unknown field of ASL', () => {
  test('is a warning, because it may be a new field of AWS', () => {
    expect(validate(only({ type: 'pass', FieldOfTomorrow: 1 }))).toEqual([
      {
        path: ['states', 's', 'FieldOfTomorrow'],
        code: 'SCHEMA_VALIDATION_FAILED',
        message: '"FieldOfTomorrow" is not a known field of ASL',
        severity: 'warning',
      },
    ])
  })

  test('is an error if another object has it', () => {
    expect(linesOf(only({ type: 'pass', Branches: [] }))).toEqual([
      `states.s.Branches: Field 'Branches' is not supported`,
    ])
  })
})

describe('ASL verbatim in a literal', () => {
  test("has AWS's messages", () => {
    const definition = { startAt: 'a', states: { a: { Type: 'Task', Retry: [{}], Next: 'b' }, b: { type: 'succeed' } } }
    expect(linesOf(definition)).toEqual([
      'states.a.Retry[0].ErrorEquals: These fields are required: [ErrorEquals]',
      'states.a.Resource: These fields are required: [Resource]',
    ])
  })

  test('can have transitions to states of the literal, and back', () => {
    const definition = {
      startAt: 'a',
      states: { a: { type: 'pass', next: 'b' }, b: { Type: 'Pass', Next: 'c' }, c: { type: 'succeed' } },
    }
    expect(validate(definition)).toEqual([])
  })
})

describe('ASL', () => {
  test("has AWS's messages, with paths in the ASL", () => {
    expect(validate({ StartAt: 'a', States: { a: { Type: 'Pass', Next: 'b' }, c: { Type: 'Succeed' } } })).toEqual([
      {
        path: ['States', 'a', 'Next'],
        code: 'MISSING_TRANSITION_TARGET',
        message: "Missing 'Next' target: b",
        severity: 'error',
      },
      {
        path: ['States', 'c'],
        code: 'MISSING_TRANSITION_TARGET',
        message: 'State "c" is not reachable.',
        severity: 'error',
      },
    ])
  })

  test('with deployment substitutions is valid', () => {
    const definition = {
      StartAt: 'a',
      States: { a: { Type: 'Task', Resource: '${Function}', TimeoutSeconds: '${Timeout}', End: true } },
    }
    expect(validate(definition)).toEqual([])
    expect(validate(resugar(definition))).toEqual([])
  })

  test('with deployment substitutions in operands and retriers is valid', () => {
    const states = {
      a: { type: 'task', resource: 'a', retry: { maxAttempts: '${Attempts}', jitterStrategy: '${Jitter}' }, next: 'c' },
      c: { type: 'choice', choices: [{ condition: ['numericEquals', '$.n', '${N}'], next: 'd' }], default: 'd' },
      d: { type: 'succeed' },
    }
    expect(validate({ startAt: 'a', states })).toEqual([])
  })

  test('cannot have deployment substitutions in expression strings, names and activities', () => {
    expect(linesOf(choice('$.n > ${N}'))).toHaveLength(1)
    expect(linesOf({ name: 'm-${Stage}', startAt: 'a', states: { a: { type: 'succeed' } } })).toHaveLength(1)
    expect(linesOf({ startAt: 'a', states: { a: { type: 'task', resource: 'a-${Stage}', end: true } } })).toHaveLength(
      1,
    )
  })
})

describe('a symbol with a right operand that looks like a path', () => {
  test('is a warning, because it compares with the string', () => {
    expect(validate(choice(['=', '$.a', '$.b']))).toEqual([
      {
        path: ['states', 'c', 'choices', 0, 'condition', 2],
        code: 'SCHEMA_VALIDATION_FAILED',
        message: '"=" compares with the string "$.b", not with the value at that path',
        severity: 'warning',
        hint: 'to compare two paths, use an operator such as "stringEqualsPath"',
      },
    ])
  })

  test('is valid for a price', () => {
    expect(validate(choice(['=', '$.a', '$100']))).toEqual([])
    expect(validate(choice(['stringEqualsPath', '$.a', '$.b']))).toEqual([])
  })
})

describe('a condition in JSONata', () => {
  const machine = (condition: unknown) => ({ queryLanguage: 'JSONata', ...choice(condition) })

  test('is checked as a JSONata expression', () => {
    expect(linesOf(machine(['>=', '$states.result.v', 1]))).toEqual([
      "states.c.choices[0].condition: Field '$states.result' does not exist.",
    ])
  })

  test('cannot have the fields of JSONPath', () => {
    expect(linesOf(machine({ variable: '$.a', isNull: true }))).toEqual([
      'states.c.choices[0].condition.variable: a field of JSONPath, but the query language of this state is JSONata',
    ])
  })
})

describe('an EXPRESS state machine', () => {
  test('cannot wait for an activity', () => {
    expect(validate(task({}), { type: 'EXPRESS' }).map(formatIssue)).toEqual([
      'states.s.resource: an EXPRESS state machine cannot wait for an activity',
    ])
  })
})

describe('an untyped definition', () => {
  test('is typed if it is valid', () => {
    const definition: unknown = JSON.parse(JSON.stringify(task({})))
    expect(parseDefinition(definition).startAt).toBe('s')
    expect(() => parseDefinition({})).toThrow(DefinitionError)
  })
})
