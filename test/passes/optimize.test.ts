import { describe, expect, test } from 'vitest'
import { DefinitionError } from '../../src/errors.ts'
import { optimize } from '../../src/passes/optimize/optimize.ts'
import { desugar } from '../../src/sugar/desugar.ts'

const task = { type: 'task', resource: 'lambda/work' } as const
const done = { type: 'pass', result: { status: 'done' } } as const

/** Optimizes states of a machine that begins at the first one. */
const optimized = (states: Record<string, object>, more: object = {}) => {
  const [startAt = ''] = Object.keys(states)
  return optimize({ startAt, states, ...more } as never)
}

const inJsonata = (states: Record<string, object>) => optimized(states, { queryLanguage: 'JSONata' })

describe('states that do nothing', () => {
  test('a Pass state without effect is removed', () => {
    const { startAt, states } = optimized({
      a: { type: 'pass', next: 'b' },
      b: { ...task, next: 'c' },
      c: { type: 'pass', end: true },
    })
    expect({ startAt, states }).toEqual({ startAt: 'b', states: { b: { ...task, end: true } } })
  })

  test('an empty Succeed state becomes the end of the state before it', () => {
    expect(optimized({ a: { ...task, next: 'b' }, b: { type: 'succeed' } }).states).toEqual({
      a: { ...task, end: true },
    })
  })

  test('an empty Succeed state after a Choice state stays', () => {
    const states = {
      a: { type: 'choice', choices: [{ condition: '$.x', next: 'b' }], default: 'c' },
      b: { ...task, next: 'c' },
      c: { type: 'succeed' },
    }
    expect(optimized(states).states).toEqual({ a: states.a, b: { ...task, end: true }, c: states.c })
  })

  test('the target of a catcher keeps its name', () => {
    const states = {
      a: { ...task, catch: { next: 'failed' }, end: true },
      failed: { type: 'pass', next: 'b' },
      b: { ...task, resource: 'lambda/clean', end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('the comment of a removed state goes to the next one', () => {
    const { states } = optimized({
      a: { type: 'pass', comment: 'why', next: 'b' },
      b: { ...task, comment: 'how', end: true },
    })
    expect(states.b).toEqual({ ...task, comment: 'how; why', end: true })
  })

  test('an endless loop of Pass states stays', () => {
    const states = {
      a: { type: 'choice', choices: [{ condition: '$.x', next: 'b' }], default: 'd' },
      b: { type: 'pass', next: 'c' },
      c: { type: 'pass', next: 'b' },
      d: { type: 'succeed' },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('states in branches and item processors are removed too', () => {
    const inner = { startAt: 'x', states: { x: { type: 'pass', next: 'y' }, y: { ...task, end: true } } }
    const { states } = optimized({
      a: { type: 'parallel', branches: [inner], next: 'b' },
      b: {
        type: 'map',
        itemProcessor: { startAt: 'v', states: { v: { type: 'pass', next: 'w' }, w: { ...task, end: true } } },
        end: true,
      },
    })
    expect(states).toEqual({
      a: { type: 'parallel', branches: [{ startAt: 'y', states: { y: { ...task, end: true } } }], next: 'b' },
      b: { type: 'map', itemProcessor: { startAt: 'w', states: { w: { ...task, end: true } } }, end: true },
    })
  })
})

describe('Pass states in JSONPath', () => {
  test('a state that reads a constant is computed', () => {
    const states = {
      a: { type: 'pass', result: { order: { id: 7 } }, next: 'b' },
      b: { type: 'pass', parameters: { 'id.$': '$.order.id', kind: 'book' }, resultPath: '$.summary', end: true },
    }
    expect(optimized(states).states).toEqual({
      a: { type: 'pass', result: { order: { id: 7 }, summary: { id: 7, kind: 'book' } }, end: true },
    })
  })

  test('a result that is replaced is left out', () => {
    const { states } = optimized({ a: { type: 'pass', result: 1, next: 'b' }, b: { ...done, end: true } })
    expect(states).toEqual({ a: { ...done, end: true } })
  })

  test('assignments are joined unless one reads the other', () => {
    const first = { type: 'pass', assign: { 'x.$': '$.x' }, next: 'b' }
    const joined = optimized({ a: first, b: { type: 'pass', assign: { 'y.$': '$.y' }, end: true } })
    expect(joined.states).toEqual({ a: { type: 'pass', assign: { 'x.$': '$.x', 'y.$': '$.y' }, end: true } })
    const reading = { a: first, b: { type: 'pass', assign: { 'y.$': '$x' }, end: true } }
    expect(optimized(reading).states).toEqual(reading)
  })

  test('a path that may find nothing keeps its state, because its cause names the input', () => {
    const states = {
      a: { type: 'pass', parameters: { 'id.$': '$.order.id' }, next: 'b' },
      b: { type: 'pass', parameters: { 'key.$': '$.id' }, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('a member is added to the parameters before it', () => {
    const { states } = optimized({
      a: { type: 'pass', parameters: { 'id.$': '$.id' }, next: 'b' },
      b: { type: 'pass', result: 'book', resultPath: '$.kind', end: true },
    })
    expect(states).toEqual({ a: { type: 'pass', parameters: { 'id.$': '$.id', kind: 'book' }, end: true } })
  })

  test('a template that reads a constant null stays, because it fails', () => {
    const states = {
      a: { type: 'pass', result: null, next: 'b' },
      b: { type: 'pass', parameters: { 'all.$': '$' }, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('data with keys of expressions does not become a template', () => {
    const states = {
      a: { type: 'pass', result: { order: { 'id.$': '$.id' } }, next: 'b' },
      b: { ...task, parameters: { 'order.$': '$.order' }, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('a state that reads its own name stays', () => {
    const states = {
      a: { type: 'pass', result: 1, next: 'b' },
      b: { type: 'pass', parameters: { 'name.$': '$$.State.Name' }, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })
})

describe('Pass states around tasks', () => {
  const parameters = { type: 'pass', parameters: { 'id.$': '$.order.id' }, next: 'b' } as const

  test('parameters move into the task', () => {
    expect(optimized({ a: parameters, b: { ...task, end: true } }).states).toEqual({
      b: { ...task, parameters: { 'id.$': '$.order.id' }, end: true },
    })
  })

  test.each([{ catch: { next: 'c' } }, { retry: { maxAttempts: 2 } }])(
    'parameters that may fail do not move into a task with %o',
    (recovery) => {
      const states = { a: parameters, b: { ...task, ...recovery, next: 'c' }, c: { type: 'fail', error: 'Failed' } }
      expect(optimized(states).states).toEqual(states)
    },
  )

  test('constant parameters move into a task that catches errors', () => {
    const { states } = optimized({
      a: { type: 'pass', result: { id: 7 }, next: 'b' },
      b: { ...task, parameters: { 'order.$': '$.id' }, catch: { next: 'c' }, next: 'c' },
      c: { type: 'fail', error: 'Failed' },
    })
    expect(states.b).toEqual({ ...task, parameters: { order: 7 }, catch: { next: 'c' }, next: 'c' })
  })

  test('a task whose catcher keeps the input keeps the state before it', () => {
    const states = {
      a: { type: 'pass', result: { id: 7 }, next: 'b' },
      b: { ...task, catch: { resultPath: '$.error', next: 'c' }, next: 'c' },
      c: { ...task, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('a selection of the result moves into the task', () => {
    const selection = { 'id.$': '$.id' }
    const { states } = optimized({ a: { ...task, next: 'b' }, b: { type: 'pass', parameters: selection, end: true } })
    expect(states).toEqual({ a: { ...task, resultSelector: selection, end: true } })
  })

  test('a state that reads its own name stays after a task', () => {
    const named = { type: 'pass', parameters: { 'name.$': '$$.State.Name' }, end: true }
    const states = { a: { ...task, next: 'b' }, b: named }
    expect(optimized(states).states).toEqual(states)
    const variables = {
      a: { type: 'pass', assign: { x: 1 }, next: 'b' },
      b: { type: 'pass', output: '{% $states.context.State.Name %}', end: true },
    }
    expect(inJsonata(variables).states).toEqual(variables)
  })

  test('a state that reads its own name stays before a task', () => {
    const states = {
      a: { type: 'pass', parameters: { 'name.$': '$$.State.Name' }, next: 'b' },
      b: { ...task, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('an output path moves into a task that catches errors only if its result is there', () => {
    const failed = { type: 'fail', error: 'Failed' }
    const caught = { ...task, catch: { next: 'failed' } }
    const states = { a: { ...caught, next: 'b' }, b: { type: 'succeed', outputPath: '$.x' }, failed }
    expect(optimized(states).states).toEqual(states)
    const placed = { ...states, a: { ...caught, resultPath: '$.x', next: 'b' } }
    expect(optimized(placed).states).toEqual({
      a: { ...caught, resultPath: '$.x', outputPath: '$.x', end: true },
      failed,
    })
  })

  test('a selection that may fail does not move before an assignment that may fail', () => {
    const states = {
      a: { ...task, assign: { 'id.$': '$.id' }, next: 'b' },
      b: { type: 'pass', parameters: { 'name.$': '$.name' }, end: true },
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('in JSONata, null moves like any other constant', () => {
    const states = {
      a: { type: 'pass', output: null, next: 'b' },
      b: { type: 'pass', output: { a: '{% $states.input %}' }, end: true },
    }
    expect(inJsonata(states).states).toEqual({ a: { type: 'pass', output: { a: null }, end: true } })
  })

  test('in JSONata, constants move into the arguments and the output of a task', () => {
    const { states } = inJsonata({
      a: { type: 'pass', assign: { bucket: 'files' }, next: 'b' },
      b: { ...task, arguments: { Bucket: '{% $bucket %}', Key: '{% $states.input.key %}' }, next: 'c' },
      c: {
        type: 'pass',
        output: { found: '{% $states.input %}', in: '{% $states.context.Execution.Name %}' },
        end: true,
      },
    })
    expect(states).toEqual({
      b: {
        ...task,
        arguments: { Bucket: 'files', Key: '{% $states.input.key %}' },
        assign: { bucket: 'files' },
        output: { found: '{% $states.result %}', in: '{% $states.context.Execution.Name %}' },
        end: true,
      },
    })
  })

  test('in JSONata, the variables of a caught error stay', () => {
    const states = {
      a: { type: 'pass', assign: { bucket: 'files' }, next: 'b' },
      b: { ...task, catch: { next: 'c' }, next: 'c' },
      c: { type: 'pass', output: '{% $bucket %}', end: true },
    }
    expect(inJsonata(states).states).toEqual(states)
  })
})

describe('Choice states', () => {
  const [b, c, d] = [
    { type: 'fail', error: 'b' },
    { type: 'fail', error: 'c' },
    { type: 'fail', error: 'd' },
  ] as const

  test('a chain of defaults becomes one state', () => {
    const { states } = optimized({
      a: { type: 'choice', choices: [{ condition: ['=', '$.x', 1], next: 'b' }], default: 'a2' },
      a2: { type: 'choice', choices: [{ condition: ['=', '$.x', 2], next: 'c' }], default: 'd' },
      b,
      c,
      d,
    })
    expect(states.a).toEqual({
      type: 'choice',
      choices: [
        { condition: ['=', '$.x', 1], next: 'b' },
        { condition: ['=', '$.x', 2], next: 'c' },
      ],
      default: 'd',
    })
    expect(Object.keys(states)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a rule that leads to another Choice state is combined with its rules', () => {
    const { states } = inJsonata({
      a: { type: 'choice', choices: [{ condition: '{% $exists($states.input.x) %}', next: 'a2' }], default: 'd' },
      a2: { type: 'choice', choices: [{ condition: '{% $states.input.x = 1 %}', next: 'b' }], default: 'c' },
      b,
      c,
      d,
    })
    expect(states.a).toEqual({
      type: 'choice',
      choices: [
        { condition: '{% ($exists($states.input.x)) and ($states.input.x = 1) %}', next: 'b' },
        { condition: '{% $exists($states.input.x) %}', next: 'c' },
      ],
      default: 'd',
    })
  })

  test('a state that reads its own context is not merged', () => {
    const states = {
      a: { type: 'choice', choices: [{ condition: ['=', '$.x', 1], next: 'b' }], default: 'a2' },
      a2: { type: 'choice', choices: [{ condition: ['=', '$$.State.Name', 'a2'], next: 'c' }], default: 'd' },
      b,
      c,
      d,
    }
    expect(optimized(states).states).toEqual(states)
  })

  test('conditions in JSONata that may fail stay, because the cause names the index of the rule', () => {
    const states = {
      a: { type: 'choice', choices: [{ condition: '{% $states.input.x = 1 %}', next: 'b' }], default: 'a2' },
      a2: { type: 'choice', choices: [{ condition: '{% $states.input.x > 2 %}', next: 'c' }], default: 'd' },
      b,
      c,
      d,
    }
    expect(inJsonata(states).states).toEqual(states)
  })
})

describe('states that are the same', () => {
  const choice = { type: 'choice', choices: [{ condition: '$.x', next: 'a' }], default: 'b' }

  test('are shared from the end', () => {
    const last = { ...task, resource: 'lambda/last', end: true }
    const { states } = optimized({
      start: choice,
      a: { ...task, next: 'lastA' },
      b: { ...task, next: 'lastB' },
      lastA: last,
      lastB: last,
    })
    expect(states).toEqual({
      start: { ...choice, choices: [{ condition: '$.x', next: 'a' }], default: 'a' },
      a: { ...task, next: 'lastA' },
      lastA: last,
    })
  })

  test('stay if they read their own name, or need permissions of their own', () => {
    const named = { ...task, parameters: { 'name.$': '$$.State.Name' }, end: true }
    expect(optimized({ start: choice, a: named, b: named }).states).toEqual({ start: choice, a: named, b: named })
    const iam = { ...task, iam: [{ actions: ['s3:GetObject'], resources: ['*'] }], end: true }
    const other = { ...task, end: true }
    expect(optimized({ start: choice, a: iam, b: other }).states).toEqual({ start: choice, a: iam, b: other })
  })
})

describe('the result', () => {
  test('keeps the name, the comments and what did not change as it is written', () => {
    const definition = {
      name: 'orders',
      comment: 'all of them',
      startAt: 'a',
      states: {
        a: { type: 'pass', next: 'b' },
        b: {
          type: 'choice',
          choices: [{ condition: '$.total >= 20 and not ($.kind = "gift")', next: 'c' }],
          default: 'd',
        },
        c: { type: 'parallel', branches: [{ ...task }, { type: 'pass', result: 1 }], end: true },
        d: { type: 'fail' },
      },
    }
    const { a: _, ...kept } = definition.states
    expect(optimize(definition as never)).toEqual({ ...definition, startAt: 'b', states: kept })
  })

  test('is a literal for ASL', () => {
    const asl = { StartAt: 'a', States: { a: { Type: 'Pass', Next: 'b' }, b: { Type: 'Pass', Result: 1, End: true } } }
    expect(optimize(asl)).toEqual({ startAt: 'b', states: { b: { type: 'pass', result: 1, end: true } } })
  })

  test('has fields that the optimizer does not know, with their state', () => {
    const pass = { a: { type: 'pass', FutureField: 1, next: 'b' }, b: { ...task, end: true } }
    expect(optimized(pass).states).toEqual(pass)
    const states = { a: { ...done, next: 'b' }, b: { ...task, FutureField: { 'x.$': '$.x' }, end: true } }
    expect(optimized(states).states).toEqual(states)
  })

  test('is not the definition that was given, which does not change', () => {
    const definition = { startAt: 'a', states: { a: { type: 'pass', next: 'b' }, b: { type: 'succeed' } } } as const
    const before = structuredClone(definition)
    optimize(definition)
    expect(definition).toEqual(before)
  })

  test('states can have the names of members of objects', () => {
    const states = Object.fromEntries([
      ['constructor', { type: 'pass', next: '__proto__' }],
      ['__proto__', { ...task, end: true }],
    ])
    const result = optimize({ startAt: 'constructor', states } as never)
    expect(result.startAt).toBe('__proto__')
    expect(Object.keys(desugar(result).States)).toEqual(['__proto__'])
  })

  test('needs a valid definition', () => {
    expect(() => optimize({ startAt: 'a', states: {} } as never)).toThrow(DefinitionError)
  })
})
