import { describe, expect, test } from 'vitest'
import '../../../src/vitest.ts'
import { simulate } from '../../../src/testing.ts'
import { accepted, orders, outOfStock, rejected } from '../orders.ts'

const slow = { startAt: 'a', timeoutSeconds: 5, states: { a: { type: 'wait', seconds: 9, end: true } } } as const

const messageOf = async (assertion: () => unknown): Promise<string> => {
  try {
    await assertion()
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  return 'no error'
}

describe('toHaveSucceeded', () => {
  test('holds for a success, with an equal output if one is given', async () => {
    const run = await simulate(orders, accepted)
    expect(run).toHaveSucceeded()
    expect(run).toHaveSucceeded([expect.stringContaining('oo'), 'pen'])
    expect(run).not.toHaveSucceeded(['book'])
  })

  test('does not hold for a failure', async () => {
    expect(await simulate(orders, rejected)).not.toHaveSucceeded()
  })

  test('a missing output differs from any output', async () => {
    expect(await simulate(orders, accepted)).not.toHaveSucceeded(undefined)
  })

  test('its message has what was expected and received, the state that failed, and the path', async () => {
    const run = await simulate(orders, rejected)
    expect(await messageOf(() => expect(run).toHaveSucceeded())).toBe(`expected the execution to have succeeded

expected: SUCCEEDED
received: FAILED with OrderRejected: out of range

state that failed: rejected, 1 attempt, input {"items":["book","pen"],"price":5}

path taken:
0 ms  price     Task    → route
0 ms  route     Choice  → rejected
0 ms  rejected  Fail    OrderRejected
FAILED after 0 ms: OrderRejected: out of range`)
  })
})

describe('toHaveFailedWith', () => {
  test.for([
    ['OrderRejected', undefined],
    [/^Order/, undefined],
    [expect.stringContaining('Rejected'), undefined],
    ['OrderRejected', 'out of range'],
    ['OrderRejected', /range$/],
  ] as const)('holds for %s and %s', async ([error, cause]) => {
    expect(await simulate(orders, rejected)).toHaveFailedWith(error, cause)
  })

  test.for([
    ['Rejected', undefined],
    [/Throttled/, undefined],
    ['OrderRejected', 'out of'],
  ] as const)('does not hold for %s and %s', async ([error, cause]) => {
    expect(await simulate(orders, rejected)).not.toHaveFailedWith(error, cause)
  })

  test('does not hold for a success', async () => {
    expect(await simulate(orders, accepted)).not.toHaveFailedWith(/.*/)
  })
})

test('toHaveTimedOut holds for an execution that exceeds its time', async () => {
  expect(await simulate(slow)).toHaveTimedOut()
  expect(await simulate(orders, accepted)).not.toHaveTimedOut()
})

describe('toHaveVisited', () => {
  test('an array is the whole path on the top level', async () => {
    const run = await simulate(orders, accepted)
    expect(run).toHaveVisited(['price', 'route', 'each'])
    expect(run).not.toHaveVisited(['price', 'route'])
    expect(run).not.toHaveVisited(['route', 'price', 'each'])
  })

  test('a string is a state at any depth', async () => {
    const run = await simulate(orders, accepted)
    expect(run).toHaveVisited('ship')
    expect(run).not.toHaveVisited('rejected')
  })

  test('a state inside a Map cannot be in an array', async () => {
    const run = await simulate(orders, accepted)
    expect(() => expect(run).toHaveVisited(['price', 'route', 'each', 'ship'])).toThrow(
      '"ship" is inside "each"; use toHaveVisited("ship")',
    )
  })

  test('its message compares the paths', async () => {
    const run = await simulate(orders, rejected)
    expect(await messageOf(() => expect(run).toHaveVisited(['price', 'route', 'each']))).toContain(
      'expected: price → route → each\nreceived: price → route → rejected',
    )
  })
})

describe('toHaveTakenChoice', () => {
  test('a rule is given by its index or its target', async () => {
    const run = await simulate(orders, accepted)
    expect(run).toHaveTakenChoice('route', 0)
    expect(run).toHaveTakenChoice('route', 'each')
    expect(run).not.toHaveTakenChoice('route', 'default')
  })

  test('the default is given by its name or its target', async () => {
    const run = await simulate(orders, rejected)
    expect(run).toHaveTakenChoice('route', 'default')
    expect(run).toHaveTakenChoice('route', 'rejected')
    expect(run).not.toHaveTakenChoice('route', 0)
  })

  test('its message has the choices that were taken', async () => {
    const run = await simulate(orders, rejected)
    expect(await messageOf(() => expect(run).toHaveTakenChoice('route', 'each'))).toContain(
      'expected: the choice → each\nreceived: default → rejected',
    )
  })
})

describe('toHaveRetried', () => {
  test('counts the retries', async () => {
    const run = await simulate(orders, accepted)
    expect(run).toHaveRetried('price')
    expect(run).toHaveRetried('price', 1)
    expect(run).not.toHaveRetried('price', 2)
  })

  test('a state that was not visited was not retried, not even zero times', async () => {
    expect(await simulate(orders, outOfStock)).not.toHaveRetried('route', 0)
  })

  test('its message with `.not` has the errors', async () => {
    const run = await simulate(orders, accepted)
    expect(await messageOf(() => expect(run).not.toHaveRetried('price'))).toContain(
      'expected the execution not to have retried "price"\n\nexpected: not at least 1 retry\nreceived: 1 retry after Throttled',
    )
  })
})

describe('toHaveCaught', () => {
  test('holds if a catcher applied, with this error if one is given', async () => {
    const run = await simulate(orders, outOfStock)
    expect(run).toHaveCaught('price')
    expect(run).toHaveCaught('price', 'OutOfStock')
    expect(run).not.toHaveCaught('price', 'Throttled')
  })

  test('does not hold for an error that was retried', async () => {
    expect(await simulate(orders, accepted)).not.toHaveCaught('price')
  })

  test('its message has the error that was caught', async () => {
    const run = await simulate(orders, outOfStock)
    expect(await messageOf(() => expect(run).toHaveCaught('price', 'Throttled'))).toContain(
      'received: OutOfStock caught by catch[0] → rejected',
    )
  })
})

test('toMatchHistory compares the history with a snapshot', async () => {
  expect(await simulate(orders, accepted)).toMatchHistory()
})

test('a global regular expression has no memory', async () => {
  const run = await simulate(orders, rejected)
  const pattern = /Order/g
  expect(run).toHaveFailedWith(pattern)
  expect(run).toHaveFailedWith(pattern)
})

test('works with resolves', async () => {
  await expect(simulate(orders, accepted)).resolves.toHaveSucceeded()
})

test.for([
  ['toHaveVisited', 'shp'],
  ['toHaveRetried', 'shp'],
  ['toHaveCaught', 'shp'],
  ['toHaveTakenChoice', 'shp', 0],
  ['toHaveTakenChoice', 'route', 'eahc'],
] as const)('%s of a state that does not exist fails also with `.not`', async ([matcher, ...args]) => {
  const run = await simulate(orders, accepted)
  const negated: Readonly<Record<typeof matcher, (...args: never[]) => void>> = expect(run).not
  expect(() => Reflect.apply(negated[matcher], negated, args)).toThrow(
    /^there is no state named "(shp|eahc)"; expected one of/,
  )
})

test('a promise in place of a run is an error', () => {
  expect(() => expect(simulate(orders, accepted)).toHaveSucceeded()).toThrow(
    'expected a run that simulate returned, got a promise; add await',
  )
})

test('a long path is shortened in the message', async () => {
  const run = await simulate(orders, {
    ...accepted,
    input: { items: Array.from({ length: 100 }, (_, index) => index) },
  })
  const message = await messageOf(() => expect(run).not.toHaveSucceeded())
  expect(message).toMatch(/each\[16\]\.ship .*\n… 64 more …\n.*each\[81\]\.ship/)
})
