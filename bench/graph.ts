// toSvg of 100 states, warm: tasks with catchers, choices with loops, and Parallel and Map states of several states. Most of the time is
// dagre's, for the layout.

import { layoutGraph } from '../src/graph/layout-graph.ts'
import { readGraph } from '../src/graph/read-graph.ts'
import { toDot, toMermaid, toSvg } from '../src/graph.ts'
import { median, percentile, row } from './report.ts'

/** Ten states: four at the top, the others inside of a Parallel and a Map state. */
const part = (index: number, next: string): [string, object][] => {
  const name = (state: string): string => `${state}${index}`
  const handled = { type: 'task', resource: 'lambda/charge', catch: { errorEquals: 'Declined', next: 'failed' } }
  return [
    [name('check'), { ...handled, next: name('route') }],
    [
      name('route'),
      {
        type: 'choice',
        choices: [
          { condition: '$.total >= 20 and not $.vip', next: name('both') },
          { condition: '$.status = "PENDING"', next: name('check') },
        ],
        default: name('each'),
      },
    ],
    [
      name('both'),
      {
        type: 'parallel',
        branches: ['left', 'right'].map((side) => ({
          startAt: name(`${side}A`),
          states: {
            [name(`${side}A`)]: { type: 'task', resource: 'sqs:sendMessage', next: name(`${side}B`) },
            [name(`${side}B`)]: { type: 'wait', seconds: 5, end: true },
          },
        })),
        next: name('each'),
      },
    ],
    [
      name('each'),
      {
        type: 'map',
        itemProcessor: {
          startAt: name('first'),
          states: {
            [name('first')]: { type: 'pass', next: name('last') },
            [name('last')]: { type: 'task', resource: 'activity/approve', end: true },
          },
        },
        catch: { errorEquals: 'States.ALL', next: 'failed' },
        next,
      },
    ],
  ]
}

const definition = {
  startAt: 'check0',
  states: {
    ...Object.fromEntries(Array.from({ length: 10 }, (_, index) => part(index, `check${index + 1}`)).flat()),
    check10: { type: 'succeed' },
    failed: { type: 'fail', error: 'Failed' },
  },
}
/** All states at one level, which is the most work for the layout. */
const flat = {
  startAt: 's0',
  states: Object.fromEntries(
    Array.from({ length: 100 }, (_, index) => [
      `s${index}`,
      index % 4 === 3 && index < 95
        ? {
            type: 'choice',
            choices: [{ condition: '$.n > 1', next: `s${index + 3}` }],
            default: `s${index + 1}`,
          }
        : { type: 'task', resource: 'activity/a', ...(index < 99 ? { next: `s${index + 1}` } : { end: true }) },
    ]),
  ),
}

const timed = (run: () => unknown): Record<string, number> => {
  const times = Array.from({ length: 60 }, () => {
    const begin = performance.now()
    run()
    return performance.now() - begin
  }).slice(20)
  return { median: median(times), p95: percentile(times, 95) }
}

for (const [name, given] of Object.entries({ 'nested states': definition, 'states at one level': flat })) {
  row(
    `toSvg of 100 ${name}, warm, ms (aim: under 50)`,
    timed(() => toSvg(given)),
  )
  row(
    '  its layout, ms',
    timed(() => layoutGraph(readGraph(given).machine)),
  )
  row(
    '  toMermaid, ms',
    timed(() => toMermaid(given)),
  )
  row(
    '  toDot, ms',
    timed(() => toDot(given)),
  )
}
