// Observations of AWS: recordings and reports of executions and validations, published samples. The numbers are those of the
// observations; the results of intrinsic functions are tested in test/expressions/intrinsics.test.ts.
import { describe, expect, it } from 'vitest'
import { validate } from '../../../src/dsl/validate.ts'
import type { Json, JsonObject } from '../../../src/json.ts'
import { validateMachine } from '../../../src/specs/validate-machine.ts'
import { runMachine } from '../../support/run-machine.ts'

const machineOf = (state: JsonObject, language = 'JSONPath'): JsonObject => ({
  QueryLanguage: language,
  StartAt: 'S',
  States: { S: { End: true, ...state } },
})

const pass = (Parameters: JsonObject): JsonObject => machineOf({ Type: 'Pass', Parameters })

const errorsOf = (machine: JsonObject) =>
  validateMachine(JSON.stringify(machine))
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ message }) => message)

const outcomeOf = async (machine: JsonObject, input: Json = {}) => {
  const { output, error, cause } = await runMachine(machine, { input })
  return error === undefined ? output : { error, cause: cause?.replace(/^An error .*? #\d+\)\. /, '') }
}

const evaluate = async (expression: string, input: Json) => {
  const machine = pass({ 'value.$': expression })
  expect(errorsOf(machine)).toEqual([])
  return outcomeOf(machine, input)
}

const runtime = (cause: string) => ({ error: 'States.Runtime', cause })
const query = (cause: string) => ({ error: 'States.QueryEvaluationError', cause })

const notInput = 'Unable to apply Path transformation to null or empty input.'
const notPath = "The value for the field 'value.$' must be a valid JSONPath or a valid intrinsic function call"

describe('a path', () => {
  it('compares with a bare word as with a string (1)', async () => {
    const items = [{ category: 'home' }, { category: 'work' }]
    expect(await evaluate('$.items[?(@.category==home)]', { items })).toEqual({ value: [{ category: 'home' }] })
  })

  it('counts an index from the end (2)', async () => {
    expect(await evaluate('$.a[(@.length-1)]', { a: [1, 2] })).toEqual({ value: 2 })
  })

  it.each(['$$.State.Name ', 'States.UUID() '])('may be followed by blanks: %j (3)', (expression) => {
    expect(errorsOf(pass({ 'value.$': expression }))).toEqual([])
  })

  it.each([' $.a', ' States.UUID()', '$["a"]', '$.a b', '$[?(@.a in [1])]', '$.'])(
    'is refused when a machine is created: %j (3)',
    (expression) => {
      expect(errorsOf(pass({ 'value.$': expression }))).toEqual([notPath])
    },
  )

  it('that surprises is warned of here, and nowhere by AWS', () => {
    const machine = pass({ 'value.$': '$.a[-1]' })
    expect(validate(machine)).toMatchObject([{ severity: 'warning', hint: 'write [(@.length-1)]' }])
    expect(validateMachine(JSON.stringify(machine))).toEqual([])
  })

  it('fails if an item lacks a name after a filter', async () => {
    expect(await evaluate('$.a[?(@.on)].name', { a: [{ on: true }] })).toEqual(
      runtime(
        `The JSONPath '$.a[?(@.on)].name' specified for the field 'value.$' could not be found in the input '{"a":[{"on":true}]}'`,
      ),
    )
  })

  it('that does not fit is reported by the JSONPath library', async () => {
    const problem = 'Filter: [0] can only be applied to arrays. Current context is: x'
    expect(await evaluate('$.a[0]', { a: 'x' })).toEqual(runtime(problem))
    const inputPath = machineOf({ Type: 'Pass', InputPath: '$.a[0]' })
    expect(await outcomeOf(inputPath, { a: 'x' })).toEqual(runtime(`Invalid path '$.a[0]' : ${problem}`))
  })

  it('has no functions', async () => {
    const inputPath = machineOf({ Type: 'Pass', InputPath: '$.list.length()' })
    expect(await outcomeOf(inputPath, { list: [] })).toEqual(
      runtime("Invalid path '$.list.length()' : Property ['length()'] not found in path $['list']"),
    )
  })
})

describe('an intrinsic function', () => {
  it.each([
    ['States.Hash()', 'Hash'],
    ["States.Hash('a', 'MD5', 'x')", 'Hash'],
    ['States.UUID(1)', 'UUID'],
  ])('may have a wrong number of arguments, and fails: %s (4, 5)', async (call, name) => {
    const problem = `There was an error while evaluating the intrinsic function: ${call}. Invalid arguments in States.${name}`
    expect(await evaluate(call, {})).toEqual(runtime(problem))
  })

  it.each(["States.Array('a\\d')", "States.Format('\\n')"])('has no other escapes in its strings: %s', (call) => {
    expect(errorsOf(pass({ 'value.$': call }))).toEqual([notPath])
  })
})

describe('an input that is null', () => {
  it('has no paths, not even $ (15)', async () => {
    expect(await evaluate('$', null)).toEqual(runtime(notInput))
    const choice = {
      StartAt: 'C',
      States: {
        C: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'D' }], Default: 'D' },
        D: { Type: 'Succeed' },
      },
    }
    expect(await outcomeOf(choice, null)).toEqual(runtime(notInput))
  })
})

describe('an inline Map', () => {
  it.each(['ItemReader', 'ItemBatcher', 'ResultWriter'])('with %s is created, and fails (16)', async (field) => {
    const fields: Record<string, JsonObject> = {
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: { Bucket: 'b', Key: 'k' } },
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'b', Prefix: 'p' } },
    }
    const ItemProcessor = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }
    const machine = machineOf({ Type: 'Map', ItemProcessor, [field]: fields[field] ?? null })
    expect(errorsOf(machine)).toEqual([])
    expect(await outcomeOf(machine, [1])).toEqual(
      runtime('The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps'),
    )
  })
})

describe('a definition', () => {
  it.each(['$foo', '$foo.x', '$$.foo'])('puts no result at %s (17)', (path) => {
    expect(errorsOf(machineOf({ Type: 'Pass', ResultPath: path }))).toHaveLength(1)
  })

  it.each([
    ["States.Format('{}', $.a)", 0],
    ['States.ArrayGetItem($.a, 0)', 0],
    ['States.MathAdd($.a, 1)', 1],
    ['States.Array($.a)', 1],
  ])('gives a Fail state an error by %s (20)', (path, errors) => {
    const { End, ...fail } = { End: true, Type: 'Fail', ErrorPath: path }
    expect(errorsOf({ StartAt: 'S', States: { S: fail } })).toHaveLength(errors)
  })

  it('has no substitution that does not end (21)', () => {
    const wait = (seconds: string) => ({ startAt: 'w', states: { w: { type: 'wait', seconds, end: true } } })
    expect(validate(wait('${seconds}'))).toEqual([])
    expect(validate(wait('${seconds'))).toHaveLength(1)
  })

  it.each(['10 %}', '{% 10', ' {% 10 %}'])('has expressions that open and close: %j (22)', (text) => {
    expect(errorsOf(machineOf({ Type: 'Pass', Output: text }, 'JSONata'))).toEqual([
      'JSONata string must start with {% and end with %}',
    ])
  })

  it('reports a missing type, and that nothing ends there', () => {
    expect(errorsOf({ StartAt: 'S', States: { S: { End: true } } })).toEqual([
      "The field 'Type' is required",
      'Workflow has no terminal state',
    ])
  })
})

describe('JSONata', () => {
  const output = (Output: string) => outcomeOf(machineOf({ Type: 'Pass', Output }, 'JSONata'))
  const threw = (source: string, problem: string) =>
    query(
      `The JSONata expression '${source}' specified for the field 'Output' threw an error during evaluation. ${problem}`,
    )

  it('reports odd arguments of its functions (18)', async () => {
    expect(await output(`{% $partition('s', 2) %}`)).toEqual(
      threw(`$partition('s', 2)`, 'T0412: Argument 1 of function "partition" must be an array of undefined'),
    )
    expect(await output(`{% $hash('a', 'UNSUPPORTED') %}`)).toEqual(
      threw(
        `$hash('a', 'UNSUPPORTED')`,
        "D3137: Hash algorithm 'UNSUPPORTED' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5",
      ),
    )
  })

  it.each([
    ['{% 1.6 %}', 'The TimeoutSeconds field cannot be parsed as an integer: 1.6'],
    ['{% -1 %}', 'TimeoutSeconds must be between 0 and 99999999 but was: -1'],
  ])('reports a timeout of %s (19)', async (TimeoutSeconds, problem) => {
    const Resource = 'arn:aws:lambda:us-east-1:123456789012:function:f'
    expect(await outcomeOf(machineOf({ Type: 'Task', Resource, TimeoutSeconds }, 'JSONata'))).toEqual(query(problem))
  })

  it('records that a Wait has no timestamp after it has been entered', async () => {
    const machine = machineOf({ Type: 'Wait', Timestamp: "{% 'soon' %}" }, 'JSONata')
    const { history } = await runMachine(machine)
    expect(history.slice(1)).toEqual(['2<0 WaitStateEntered', '3<2 EvaluationFailed', '4<3 ExecutionFailed'])
  })
})
