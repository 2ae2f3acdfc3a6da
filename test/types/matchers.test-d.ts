import { expect, expectTypeOf } from 'vitest'
import type { SimulatedRun } from '../../src/testing/simulated-run.ts'
import type { RunMatchers } from '../../src/vitest.ts'

declare const run: SimulatedRun
declare const pending: Promise<SimulatedRun>

// The matchers belong to the assertions of vitest, negated ones included.
expectTypeOf(expect(run).toHaveSucceeded(25)).toEqualTypeOf<void>()
expectTypeOf(expect(run).not.toHaveVisited(['price', 'ship'])).toEqualTypeOf<void>()
expectTypeOf(expect(pending).resolves.toHaveRetried('price', 2)).toEqualTypeOf<Promise<void>>()
expect(run).toHaveFailedWith(/Throttled/, expect.stringContaining('later'))
expect(run).toHaveTakenChoice('route', 'default')
expect(run).toHaveTakenChoice('route', 0)
expect(run).toHaveCaught('price', 'Throttled')
expect(run).toMatchHistory('after a retry')

// @ts-expect-error an error name is not a number
expect(run).toHaveFailedWith(500)
// @ts-expect-error a state has a name
expect(run).toHaveRetried()
// @ts-expect-error the number of retries is a number
expect(run).toHaveRetried('price', '2')
// @ts-expect-error no such matcher
expect(run).toHaveExploded()

// Matchers of Jest return what Jest's do.
declare const jest: RunMatchers<Promise<void>>
expectTypeOf(jest.toHaveTimedOut()).toEqualTypeOf<Promise<void>>()
