import { describe, expect, test } from 'vitest'
import { createLocal } from '../../src/local.ts'
import { virtualSystem } from '../../src/virtual-system.ts'
import { stepwise } from '../support/command-line.ts'

const json = (value: unknown): string => JSON.stringify(value)
const task = (name: string) => ({ type: 'task', resource: 'lambda/work', parameters: {}, resultPath: `$.${name}` })

const definition = {
  startAt: 'a',
  states: {
    a: { type: 'pass', next: 'b' },
    b: { ...task('x'), next: 'c' },
    c: { ...task('y'), next: 'd' },
    d: { type: 'succeed' },
  },
}
const files = {
  'work.json': json(definition),
  'work.mjs': `export const definition = ${json(definition)}\nexport const mocks = { 'lambda/work': { output: 1, delaySeconds: 1 } }`,
}

describe('optimize', () => {
  const optimized = { startAt: 'b', states: { b: definition.states.b, c: { ...task('y'), end: true } } }

  test('prints the literal, and counts its states', async () => {
    const { code, out, err } = await stepwise(['optimize', 'work.json'], { files })
    expect({ code, err }).toEqual({ code: 0, err: 'work.json: 4 states before, 2 after\n' })
    expect(JSON.parse(out)).toEqual(optimized)
  })

  test('prints one JSON document', async () => {
    const { out } = await stepwise(['optimize', 'work.json', '--json'], { files })
    expect(JSON.parse(out)).toEqual({ definition: optimized, states: { before: 4, after: 2 } })
  })
})

describe('parallelize', () => {
  test('prints the literal, and what moved', async () => {
    const { code, out, err } = await stepwise(['parallelize', 'work.json', '--pure', 'lambda/work'], { files })
    expect({ code, err }).toEqual({ code: 0, err: 'work.json: b, c moved into "b + c"\n' })
    expect(Object.keys(JSON.parse(out).states)).toEqual(['a', 'b + c', 'd'])
  })

  test('needs the names of tasks', async () => {
    expect((await stepwise(['parallelize', 'work.json'], { files })).code).toBe(2)
    const { code, err } = await stepwise(['parallelize', 'work.json', '--pure', 'lambda/wrok'], { files })
    expect({ code, err }).toEqual({
      code: 1,
      err: 'error: options.pure: no task "lambda/wrok"; expected one of b, lambda/work, c; did you mean "lambda/work"?\n',
    })
  })
})

describe('cost', () => {
  test('simulates with the functions and mocks of the file', async () => {
    const { code, out } = await stepwise(['cost', 'work.mjs', '--input', '{}', '--input', '{"n":1}'], { files })
    expect(code).toBe(0)
    expect(out).toBe(
      [
        '          per execution  1,000,000 a month',
        'STANDARD  $0.0001        $99.90             4 state transitions',
        'EXPRESS   $0.00000308    $3.08              2.0 s, 64 MB',
        'cheaper: EXPRESS',
        '',
      ].join('\n'),
    )
  })

  test('prints one JSON document', async () => {
    const { out } = await stepwise(['cost', 'work.mjs', '--executions', '10', '--json'], { files })
    expect(JSON.parse(out)).toMatchObject({ runs: 1, transitions: 4, executionsPerMonth: 10, cheaper: 'STANDARD' })
  })

  test('needs valid numbers', async () => {
    expect((await stepwise(['cost', 'work.mjs', '--executions', 'many'], { files })).code).toBe(2)
  })
})

describe('learn', () => {
  const machine = {
    name: 'orders',
    startAt: 'price',
    states: {
      price: { type: 'task', resource: 'lambda/price', retry: { intervalSeconds: 1, maxAttempts: 1 }, end: true },
    },
  } as const

  const withExecutions = async <T>(run: (url: string) => Promise<T>, error = 'Throttled'): Promise<T> => {
    let call = 0
    const mocks = {
      price: () => {
        if (call++ % 4 === 0) throw Object.assign(new Error(), { name: error })
        return 1
      },
    }
    const local = createLocal({ mocks, system: virtualSystem() })
    await local.ensureStateMachine(machine)
    for (let index = 0; index < 60; index++) await local.runExecution('orders', { throwOnFailure: false })
    const server = await local.listen({ port: 0 })
    try {
      return await run(server.url)
    } finally {
      await local.close()
    }
  }

  test('prints the proposals with the literal to paste, and changes nothing', async () => {
    await withExecutions(async (url) => {
      const line = ['learn', 'orders', '--idempotent', 'price', '--target', '0.9', '--endpoint-url', url]
      const { code, out } = await stepwise(line)
      expect(code).toBe(0)
      expect(out).toMatch(/^60 executions, failed tasks:\n\nprice: Throttled in 20 of 80 attempts \(25 %\)\n/)
      expect(out).toMatch(
        / {2}retry: { errorEquals: \[ 'Throttled' \], intervalSeconds: \d+, backoffRate: [\d.]+, maxAttempts: \d+ },\n/,
      )
      const described = await stepwise(['describe', 'orders', '--endpoint-url', url])
      expect(described.out).toContain('"maxAttempts": 1')
    })
  })

  test('replaces control characters of errors', async () => {
    await withExecutions(async (url) => {
      const { out } = await stepwise(['learn', 'orders', '--endpoint-url', url])
      expect(out).toContain('price: Throttled [2J in ')
    }, 'Throttled\u001b[2J')
  })

  test('prints one JSON document', async () => {
    await withExecutions(async (url) => {
      const { out } = await stepwise(['learn', 'orders', '--executions', '8', '--json', '--endpoint-url', url])
      expect(JSON.parse(out)).toMatchObject({
        executions: 8,
        failures: [{ state: 'price', error: 'Throttled', reason: 'the task is not marked as idempotent' }],
      })
    })
  })

  test('needs an engine', async () => {
    expect((await stepwise(['learn', 'orders'])).code).toBe(2)
  })
})

test('export --format airflow prints a DAG', async () => {
  const { code, out } = await stepwise(['export', 'work.json', '--format', 'airflow', '--name', 'work'], { files })
  expect(code).toBe(0)
  expect(out).toContain('dag_id="work",')
})
