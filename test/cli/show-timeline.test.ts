import { createColors } from 'picocolors'
import { expect, test } from 'vitest'
import { showTimeline, showTimelineEnd, type TimelineView } from '../../src/cli/show-timeline.ts'
import { textColumns } from '../../src/cli/terminal-text.ts'
import { TaskError } from '../../src/errors.ts'
import type { Definition } from '../../src/specs/definition.ts'
import { type SimulateOptions, simulate } from '../../src/testing.ts'
import { Timeline } from '../../src/timeline/timeline.ts'

const plain = { colors: createColors(false), columns: 60, now: 0 }

/** Simulates an execution, and returns the lines of its timeline. */
const linesOf = async (definition: Definition, options: SimulateOptions, view: Partial<TimelineView> = {}) => {
  const { history } = await simulate(definition, options)
  const timeline = new Timeline()
  timeline.append(history)
  const complete = { ...plain, ...view }
  return [...showTimeline(timeline, complete), showTimelineEnd(timeline, complete)]
}

const price = { type: 'task', resource: 'lambda/price', end: true } as const
const retry = { errorEquals: 'Busy', intervalSeconds: 10, maxAttempts: 3 } as const

test('a state has a mark, its duration and a bar, and its retries have their errors', async () => {
  const states = { wait: { type: 'wait', seconds: 20, next: 'price' }, price: { ...price, retry } } as const
  const mocks = { price: [{ error: 'Busy', cause: 'ask again' }, { output: 1 }] }
  expect(await linesOf({ startAt: 'wait', states }, { mocks })).toEqual([
    '✓ wait                   20.0 s  ━━━━━━━━━━━━━━━━━━━',
    '✓ price                  10.0 s                    ━·······━',
    '    attempt 1, 0 ms: Busy: ask again',
    'SUCCEEDED in 30.0 s',
  ])
})

test('branches are shown below their state, and the states of a branch that was aborted are marked', async () => {
  const branches = [
    { startAt: 'price', states: { price } },
    { startAt: 'slow', states: { slow: { type: 'wait', seconds: 60, end: true } } },
  ] as const
  const both = { type: 'parallel', branches, end: true } as const
  const mocks = { price: { error: 'Busy', delaySeconds: 30 } }
  expect(await linesOf({ startAt: 'both', states: { both } }, { mocks })).toEqual([
    '✗ both                   30.0 s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '  ✗ branch 1             30.0 s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '    ✗ price              30.0 s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '        Busy',
    '  - branch 2             30.0 s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    '    - slow               30.0 s  ━━━━━━━━━━━━━━━━━━━━━━━━━━━',
    'FAILED in 30.0 s  Busy',
  ])
})

const ofThousand = { input: Array.from({ length: 1000 }, (_, index) => index) }
const each = {
  type: 'map',
  itemProcessor: { startAt: 'item', states: { item: { type: 'task', resource: 'lambda/item', end: true } } },
  maxConcurrency: 1,
  end: true,
} as const
const refuse = (n: unknown) => {
  if (n === 700) throw new TaskError('Refused', 'item 700')
  return n
}

test('a Map with many iterations has counts, and the iterations that failed', async () => {
  const lines = await linesOf({ startAt: 'each', states: { each } }, { ...ofThousand, mocks: { item: refuse } })
  expect(lines.map((line) => line.replace(/ +\d+ ms {2}━.*/, ''))).toEqual([
    '✗ each',
    '    701 iterations: 700 succeeded, 1 failed',
    '  ✗ #700',
    '    ✗ item',
    '        Refused: item 700',
    'FAILED in 0 ms  Refused: item 700',
  ])
})

test('with all, every iteration is shown', async () => {
  const options = { ...ofThousand, handlers: { 'lambda/item': (n: number) => n } }
  const lines = await linesOf({ startAt: 'each', states: { each } }, options, { all: true })
  expect(lines).toHaveLength(2002)
})

test('names and causes do not reach the terminal with their control characters', async () => {
  const name = 'a\u001b[31m\u009b2J\u202e'
  const mocks = { [name]: { error: 'Bad\u0007', cause: '\u001b]0;title\u0007 \r\n end' } }
  const lines = await linesOf({ startAt: name, states: { [name]: price } }, { mocks })
  expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
  expect(lines[1]).toBe('    Bad : ]0;title end')
})

test.each([40, 80, 200])('no line is wider than a terminal of %i columns', async (columns) => {
  const nested = (depth: number): Definition => ({
    startAt: `level ${depth}`,
    states: {
      [`level ${depth}`]:
        depth === 0
          ? { type: 'fail', error: '価格'.repeat(40), cause: '🚚 '.repeat(100) }
          : { type: 'parallel', branches: [nested(depth - 1)], end: true },
    },
  })
  const lines = await linesOf(nested(20), {}, { columns, isLive: true })
  expect(Math.max(...lines.map(textColumns))).toBeLessThanOrEqual(columns)
})

test('each status has a colour', async () => {
  const states = { price: { ...price, retry } } as const
  const mocks = { price: [{ error: 'Busy' }, { output: 1 }] }
  const lines = await linesOf({ startAt: 'price', states }, { mocks }, { colors: createColors(true) })
  expect(lines[0]).toContain('\u001b[32m✓')
  expect(lines[1]).toContain('\u001b[31mattempt 1')
})
