import { describe, expect, test } from 'vitest'
import { cost } from '../../src/passes/cost/cost.ts'
import { billedMegabytes, priceOfGbSeconds, usEast1Prices } from '../../src/passes/cost/prices.ts'
import { simulate } from '../../src/testing/simulate.ts'

const task = { type: 'task', resource: 'lambda/work' } as const
const two = { startAt: 'a', states: { a: { ...task, next: 'b' }, b: { ...task, end: true } } } as const
const handlers = { 'lambda/work': () => ({}) }

describe('simulated inputs', () => {
  test('two states cost two transitions', async () => {
    const { runs, transitions, standard } = await cost(two, {
      inputs: [{}, {}],
      handlers,
      executionsPerMonth: 1_000_000,
    })
    expect({ runs, transitions, standard }).toEqual({
      runs: 2,
      transitions: 2,
      standard: { perExecution: 0.00005, perMonth: (2_000_000 - 4000) * 0.000025 },
    })
  })

  test('a retry is a transition', async () => {
    const retried = {
      startAt: 'a',
      states: { a: { ...task, retry: { errorEquals: 'Throttled' }, end: true } },
    } as const
    const mocks = { a: [{ error: 'Throttled' }, { error: 'Throttled' }, { output: 1 }] }
    expect((await cost(retried, { inputs: [{}], mocks })).transitions).toBe(3)
  })

  test('durations of EXPRESS executions are rounded up to 100 ms, and memory to 64 MB', async () => {
    const mocks = { 'lambda/work': { output: 1, delaySeconds: 0.12 } }
    const { express, durationMs, cheaper } = await cost(two, { inputs: [{}], mocks, executionsPerMonth: 1 })
    expect({ durationMs, billedMs: express.billedMs, billedMb: express.billedMb, cheaper }).toEqual({
      durationMs: 240,
      billedMs: 300,
      billedMb: 64,
      cheaper: 'STANDARD',
    })
    expect(express.perExecution).toBeCloseTo(0.000001 + 0.3 * (64 / 1024) * 0.00001667, 15)
  })

  test('a wait of an hour, or an activity, is impossible in an EXPRESS state machine', async () => {
    const waiting = {
      startAt: 'wait',
      states: {
        wait: { type: 'wait', seconds: 3600, next: 'a' },
        a: { type: 'task', resource: 'activity/a', end: true },
      },
    } as const
    const { express, cheaper } = await cost(waiting, { inputs: [{}], handlers: { 'activity/a': () => 1 } })
    expect(cheaper).toBe('STANDARD')
    expect(express.problems).toEqual([
      'states.a.resource: an EXPRESS state machine cannot wait for an activity',
      'an execution took 1 h 0 min; EXPRESS executions end after 5 min 0 s',
    ])
  })

  test('child executions of the type EXPRESS cost requests, not transitions', async () => {
    const map = {
      startAt: 'each',
      states: {
        each: {
          type: 'map',
          itemProcessor: {
            processorConfig: { mode: 'DISTRIBUTED', executionType: 'EXPRESS' },
            startAt: 'a',
            states: { a: { ...task, end: true } },
          },
          end: true,
        },
      },
    } as const
    const { transitions, standard } = await cost(map, { inputs: [[1, 2, 3]], handlers })
    expect(transitions).toBe(1)
    expect(standard.perExecution).toBeCloseTo(0.000025 + 3 * (0.000001 + 0.1 * (64 / 1024) * 0.00001667), 15)
  })
})

describe('measured runs', () => {
  test('the runs of simulate are measured', async () => {
    const runs = [await simulate(two, { handlers })]
    expect((await cost(two, { runs })).transitions).toBe(2)
  })

  test('figures are averaged', async () => {
    const runs = [
      { transitions: 10, duration: 100 },
      { transitions: 20, duration: 1150 },
    ]
    const { transitions, durationMs, express } = await cost(two, { runs })
    expect({ transitions, durationMs, billedMs: express.billedMs }).toEqual({
      transitions: 15,
      durationMs: 625,
      billedMs: 650,
    })
  })
})

describe('probabilities', () => {
  const polling = {
    startAt: 'wait',
    states: {
      wait: { type: 'wait', seconds: 10, next: 'status' },
      status: { ...task, catch: { next: 'failed' }, next: 'ready' },
      ready: { type: 'choice', choices: [{ condition: '$.ready', next: 'done' }], default: 'wait' },
      done: { type: 'succeed' },
      failed: { type: 'fail' },
    },
  } as const

  test('a loop is visited until it ends', async () => {
    // Three rounds of three states, and the last state.
    const { transitions } = await cost(polling, { probabilities: { ready: { done: 1 / 3 } } })
    expect(transitions).toBeCloseTo(10, 9)
  })

  test('errors are caught with the given probability', async () => {
    const { transitions } = await cost(polling, { probabilities: { ready: { done: 1 }, status: { failed: 0.5 } } })
    expect(transitions).toBeCloseTo(2 + 0.5 * 2 + 0.5, 9)
  })

  test('branches and items are counted', async () => {
    const nested = { startAt: 'x', states: { x: { ...task, next: 'y' }, y: { ...task, end: true } } } as const
    const definition = {
      startAt: 'both',
      states: {
        both: { type: 'parallel', branches: [task, task], next: 'each' },
        each: { type: 'map', itemProcessor: nested, end: true },
      },
    } as const
    expect((await cost(definition, { probabilities: {}, items: { each: 5 } })).transitions).toBe(1 + 2 + 1 + 5 * 2)
    await expect(cost(definition, { probabilities: {} })).rejects.toThrow('no number of items of the Map state "each"')
  })

  test('agree with simulations', async () => {
    const inputs = [{ ready: true }]
    const simulated = await cost(polling, { inputs, mocks: { status: { output: { ready: true } } } })
    const { transitions } = await cost(polling, { probabilities: { ready: { done: 1 } } })
    expect(transitions).toBe(simulated.transitions)
  })

  test.each([
    [{ redy: { done: 1 } }, 'no state named "redy" in options.probabilities; expected one of'],
    [{ ready: { wat: 1 } }, 'no state named "wat" in options.probabilities.ready; expected one of'],
    [{ ready: { done: 2 } }, 'options.probabilities.ready must be numbers from 0 that add up to at most 1'],
    [{ ready: { done: '0.5' } }, 'options.probabilities.ready must be numbers from 0 that add up to at most 1'],
    [{ ready: null }, 'options.probabilities.ready must be numbers from 0 that add up to at most 1'],
    [{ ready: { wait: 1 } }, 'must let loops end'],
  ])('%j is refused', async (probabilities, message) => {
    await expect(cost(polling, { probabilities: probabilities as never })).rejects.toThrow(message)
  })
})

describe('prices', () => {
  test('the tiers of memory are those of the pricing page', () => {
    // Example 3 of the pricing page: 17,361.11 GB-hours cost $382.97.
    expect(priceOfGbSeconds(62_500_000, usEast1Prices.express.perGbSecond)).toBeCloseTo(382.97, 0)
  })

  test('the memory is that of the pricing page', () => {
    // Example 3 of the pricing page: 400 steps of 32 KB use 62.85 MB.
    const use = { definitionBytes: 50 * 1024, payloadBytes: 32 * 1024, parallelSteps: 400 }
    expect(billedMegabytes(use)).toBe(64)
    expect(billedMegabytes({ ...use, parallelSteps: 800 })).toBe(128)
  })

  test('can be those of another region', async () => {
    const prices = { ...usEast1Prices, standard: { perTransition: 1, freeTransitions: 0 } }
    expect((await cost(two, { runs: [{ transitions: 3 }], prices })).standard.perExecution).toBe(3)
  })
})

test.each([
  [{}, 'exactly one of inputs, runs and probabilities'],
  [{ inputs: [{}], runs: [] }, 'exactly one of inputs, runs and probabilities'],
  [{ inputs: [] }, 'options.inputs must be an array of at least one input'],
  [{ runs: [] }, 'options.runs must have at least one run'],
  [{ runs: 3 }, 'options.runs must be a list of runs'],
  [{ runs: 'abc' }, 'options.runs must be a list of runs'],
  [{ runs: [{ transitions: 1 }, null] }, 'options.runs[1].transitions must be a number from 0, got undefined'],
  [
    { runs: [{ transitions: 1, duration: '2' }] },
    "options.runs[0].duration must be a number of milliseconds from 0, got '2'",
  ],
  [
    { runs: [], prices: { standard: {}, express: {} } },
    'options.prices must be an object of prices like usEast1Prices',
  ],
  [{ inputs: [{}], executionsPerMonth: -1 }, 'options.executionsPerMonth must be a number from 0'],
  [{ inputs: [{}], handelrs: {} }, 'unknown option "handelrs"'],
  [{ runs: [{ transitions: 1 }], executionsPerMonht: 1 }, 'did you mean "executionsPerMonth"'],
])('options %j are refused', async (options, message) => {
  await expect(cost(two, options as never)).rejects.toThrow(message)
})
